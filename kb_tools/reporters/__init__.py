"""Diagnostics as somebody wants to read them."""
