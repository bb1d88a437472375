"""Looks things up in the world outside: the only room that speaks with the network."""
