"""A new version of a reviewed text: written, checked, tried, published, withdrawn."""
