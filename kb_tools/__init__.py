"""Tools that build the handbook and keep every citation, link and number in it true."""

__version__ = "0.1.0"
