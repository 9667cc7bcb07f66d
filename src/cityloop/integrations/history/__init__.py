"""A city's own history, read through a mapping file: formats, rows, records, proposals."""
