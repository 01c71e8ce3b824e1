"""Forms as Markdown tables, a folder a set, a file a version."""
