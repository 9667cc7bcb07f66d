"""Pages of the office for the city's definitions: read, written, tried, published."""
