"""Statistics of units and areas: fair comparison, reporting, equity; arrays in, arrays out."""
