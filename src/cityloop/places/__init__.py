"""Areas, grids, estates and service points."""
