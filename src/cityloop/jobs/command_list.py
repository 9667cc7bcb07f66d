"""Our commands in the order of the story, each in one line: what `cityloop --help` prints."""

from importlib import import_module
from pkgutil import iter_modules

from cityloop.jobs.management import commands

GROUPS: dict[str, dict[str, str]] = {
    "Look at it": {
        "demo": "an invented city with three years behind it, served on this machine",
    },
    "Bring a city": {
        "load-city": "write a city's reviewed text into the database",
        "check-definitions": "read all reviewed text and name the first mistake with its line",
        "import": "take in a city's past requests",
        "propose-definitions": "write what a city's past amounts to, as text for review",
        "dry-run": "try a draft of definitions on last month's requests",
    },
    "Keep it running": {
        "run-clock": "each minute: escalate what is late, let ended pauses run on",
        "draw-follow-ups": "each day: draw who is called back, close what is over",
        "deliver-outbox": "each minute: send what waits in the outbox",
        "score": "the rates of every unit in a month, quarter or year",
        "ring": "for a telephone switch: somebody rings, or has hung up",
        "forget-callers": "each night: delete the numbers of callers whose time is over",
        "remind-knowledge": "each night: tell owners which of their answers end soon",
        "verify-history": "find out whether anybody changed what happened; seal it each night",
        "status": "what waits for each job, and whether that is too long",
    },
    "Study it": {
        "simulate": "a simulated city with known truth, as files or live",
        "export-facts": "the facts of the database as Parquet, for analysis",
        "publish-figures": "each night: decide what the public pages may print",
        "bench": "measure how fast it is",
    },
    "Work on it": {
        "write-reference": "write the generated pages of the documentation",
    },
}
NAMES = {"import-requests": "import"}
LAST_WORDS = """
cityloop COMMAND --help tells more of one command.
Commands of Django (migrate, createsuperuser, collectstatic, ...): cityloop help --all
"""


def listing() -> str:
    """The whole help: groups, names in hyphen form, one line each."""
    known = {name for rows in GROUPS.values() for name in rows}
    others = {name: _own_words(name) for name in sorted(names() - known)}
    groups = {**GROUPS, "More": others} if others else GROUPS
    width = max(len(name) for rows in groups.values() for name in rows) + 2
    parts = ["Usage: cityloop COMMAND ...\n"]
    for title, rows in groups.items():
        lines = "".join(f"  {name:<{width}}{line}\n" for name, line in rows.items())
        parts.append(f"\n{title}\n{lines}")
    return "".join(parts) + LAST_WORDS


def names() -> set[str]:
    """The names of our commands as people type them."""
    found = (module.name.replace("_", "-") for module in iter_modules(commands.__path__))
    return {NAMES.get(name, name) for name in found}


def _own_words(name: str) -> str:
    """The first sentence of a command's own help, for one that the groups do not name yet."""
    module = import_module(f"{commands.__name__}.{name.replace('-', '_')}")
    sentence: str = module.Command.help.partition(". ")[0]
    return sentence
