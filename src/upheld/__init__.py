"""Helps a police force keep its promises to victims of crime, and shows whether it does."""

__version__ = "0.1.0"
