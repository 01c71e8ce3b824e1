"""A sample of real published data with its licence and attribution."""
