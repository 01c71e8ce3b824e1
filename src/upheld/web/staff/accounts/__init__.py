"""Who may see what: sign-in, roles and units, sessions."""
