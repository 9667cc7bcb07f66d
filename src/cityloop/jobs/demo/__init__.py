"""A small city with requests in every state, made through the same flows that people use."""
