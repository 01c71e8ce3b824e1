"""Pure statistics; knows no domain and imports nothing of ours."""
