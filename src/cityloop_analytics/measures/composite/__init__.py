"""Composite index by the steps of the OECD/JRC handbook (2008), each a function of arrays.

Treatment of outliers, normalisation, weights, aggregation up a tree; then how sure its result is.
Arrays have one row a unit and one column an indicator; a missing value is not a number (NaN).
"""
