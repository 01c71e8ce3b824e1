"""The domain, pure: no files, no clock, no network, no Django."""
