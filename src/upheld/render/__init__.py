"""An edition → charts, tables and words."""
