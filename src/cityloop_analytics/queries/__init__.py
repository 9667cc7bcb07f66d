"""The questions that read many rows."""
