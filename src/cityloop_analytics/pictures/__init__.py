"""Charts as SVG: small enough for a page, readable without colour, the same bytes each time."""

from cityloop_analytics.pictures.charts import Points, bars, lines, scatter
from cityloop_analytics.pictures.frame import Axis

__all__ = ["Axis", "Points", "bars", "lines", "scatter"]
