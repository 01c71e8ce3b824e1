"""Pages about single cases: the only ones that read the restricted half, and never unlogged."""
