"""Pages of those who rule, decide, check and evaluate."""
