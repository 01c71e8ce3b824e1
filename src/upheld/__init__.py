"""Upheld: helps a police force keep its promises to victims of crime, and shows honestly whether it does."""

__version__ = "0.1.0"
