"""What was sent to whom, and the clock on it."""
