"""The heavy questions on Spark, over the same files of facts; needs the extra `scale` and Java 17.

Whoever moves to a cluster gives the session of that cluster; without one, all cores of this
machine are used.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from cityloop_analytics.contracts import FACTS
from cityloop_analytics.manifest import Manifest
from cityloop_analytics.months import days_of_facts
from cityloop_analytics.queries.engine import Question, sql_of
from cityloop_analytics.queries.questions import QUESTIONS

# Epoch seconds mean the same everywhere; dates must not be shifted by the machine's own zone.
SETTINGS: Final[Mapping[str, str]] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}


@contextmanager
def spark_session(*, memory: str = "2g") -> Iterator[Any]:
    """A session on this machine, stopped at the end. Raises ImportError without the extra."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra, and slow to import

    builder = SparkSession.builder.master("local[*]").config("spark.driver.memory", memory)
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()


def give_facts(session: Any, *, manifest: Manifest, folder: Path) -> None:  # noqa: ANN401 - of an extra
    """Make the facts of a folder known to a session, under the names that the questions read."""
    for contract in FACTS:
        files = [str(folder / one.path) for one in manifest.of(contract.name)]
        session.read.parquet(*files).createOrReplaceTempView(contract.name)
    days = days_of_facts(since=manifest.since, as_of=manifest.as_of, zone=manifest.zone)
    schema = "utc_day BIGINT, turns BIGINT, before DATE, after DATE"
    session.createDataFrame(days, schema).createOrReplaceTempView("local_days")
    session.createDataFrame([(manifest.as_of,)], "as_of BIGINT").createOrReplaceTempView("clock")


def answer(session: Any, *, question: Question) -> Any:  # noqa: ANN401 - of an extra
    """The answer of Spark, as a data frame; questions that another one reads come before it."""
    frame = session.sql(sql_of(question, dialect="pyspark"))
    if question.name == "lives":
        frame.cache().createOrReplaceTempView("lives")
    return frame


def answers(session: Any) -> Iterator[tuple[Question, Any]]:  # noqa: ANN401 - of an extra
    """Every heavy question with its answer."""
    for question in QUESTIONS.values():
        yield question, answer(session, question=question)
