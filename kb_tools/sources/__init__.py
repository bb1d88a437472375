"""Readers: one text in, values out, with references to places instead of lines."""
