"""Pages of those who call requesters back."""
