"""A city that behaves like one, with known truth: plain Python and arrays, from a seed."""
