"""A folder of themes."""
