"""What the law, the force and the calendar say: data, and load.py, the only code that reads it."""
