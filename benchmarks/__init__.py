"""Speed and memory, measured side by side and kept in history.csv."""
