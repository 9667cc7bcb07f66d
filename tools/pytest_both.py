"""Pytest plugin: one closing line for two runs.

The first run writes its reports to CITYLOOP_WRITE_RESULTS_TO; the last one reads them from
CITYLOOP_TAKE_RESULTS_FROM and counts them as its own, under names that begin with `postgresql:`.
"""

import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

GOOD_EXITS = {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}


def pytest_configure(config: pytest.Config) -> None:
    """Register the half that this process needs; workers of a parallel run need none."""
    if hasattr(config, "workerinput"):
        return
    target = os.environ.get("CITYLOOP_WRITE_RESULTS_TO")
    source = os.environ.get("CITYLOOP_TAKE_RESULTS_FROM")
    if target:
        config.pluginmanager.register(Writer(config, target=Path(target)))
    if source:
        config.pluginmanager.register(Taker(config, source=Path(source)))


class Writer:
    """Writes every report of this run as a line of JSON."""

    def __init__(self, config: pytest.Config, *, target: Path) -> None:
        self.config = config
        self.target = target

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Append the report."""
        data = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        data.pop("node", None)  # the worker of a parallel run; it ends with this process
        with self.target.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(data, default=str) + "\n")


class Taker:
    """Counts the reports of the other run."""

    def __init__(self, config: pytest.Config, *, source: Path) -> None:
        self.config = config
        self.source = source

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """Add the other run's reports after this run's tests, before the exit code is set."""
        result = yield
        terminal: Any = self.config.pluginmanager.get_plugin("terminalreporter")
        for report in self.reports():
            report.nodeid = f"postgresql: {report.nodeid}"
            if isinstance(report.longrepr, list):  # a skip's place and reason, once a tuple
                report.longrepr = tuple(report.longrepr)
            category, _, _ = self.config.hook.pytest_report_teststatus(
                report=report, config=self.config
            )
            terminal.stats.setdefault(category, []).append(report)
            session.testsfailed += report.failed
        return result

    def reports(self) -> list[pytest.TestReport]:
        """The reports of the other run, and one more when it did not run or did not end well."""
        lines = self.source.read_text("utf-8").splitlines() if self.source.exists() else []
        from_json = self.config.hook.pytest_report_from_serializable
        found = [from_json(config=self.config, data=json.loads(line)) for line in lines]
        said = os.environ.get("CITYLOOP_OTHER_RUN", "")
        code = said.removeprefix("ran ")
        if code == said:
            outcome = "failed" if os.environ.get("CI") == "true" else "skipped"
            found.append(_report(f"no PostgreSQL server: {said}", outcome=outcome))
        elif int(code) not in GOOD_EXITS and not any(report.failed for report in found):
            found.append(_report(f"the run ended with code {code}, see above", outcome="failed"))
        return found


def _report(reason: str, *, outcome: Any) -> pytest.TestReport:  # noqa: ANN401 - pytest's Literal
    where = ("tools/run_tests.py", 0, "run")
    longrepr = (*where[:2], f"Skipped: {reason}") if outcome == "skipped" else reason
    return pytest.TestReport("whole run", where, {}, outcome, longrepr, "call")
