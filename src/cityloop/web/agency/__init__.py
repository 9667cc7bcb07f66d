"""Pages of the agencies that handle work orders."""
