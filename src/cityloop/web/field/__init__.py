"""Pages for work on the spot: made for a phone, and for a line that drops."""
