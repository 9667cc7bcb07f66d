"""Facts of the simulated city, in Parquet, in the columns of cityloop_analytics.contracts."""

from cityloop.simulation.facts.lanes import Source, reading_of
from cityloop.simulation.facts.words import ONE_COPY, Copies
from cityloop.simulation.facts.writing import FactPlan, fact_plan, write_facts

__all__ = [
    "ONE_COPY",
    "Copies",
    "FactPlan",
    "Source",
    "fact_plan",
    "reading_of",
    "write_facts",
]
