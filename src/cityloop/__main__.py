"""The command `cityloop`: words with hyphens are the commands of `jobs`."""

import os
import sys
from typing import TYPE_CHECKING

from cityloop.core.errors import CityloopError

if TYPE_CHECKING:
    from django.core.management import BaseCommand

# `import` and `demo` read better on the terminal than the names Python allows for modules.
ALIASES = {"import": "import_requests"}
BROKEN_PIPE = 141


def main(argv: list[str] | None = None) -> None:
    """Run one command; what a person can mend is printed as one clear message, exit 1.

    When the reader of the output has gone, as `head` does, the command ends quietly.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityloop.config.settings")
    words = ["cityloop", *(sys.argv if argv is None else argv)[1:]]
    try:
        _run(words)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at its end, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(BROKEN_PIPE)
    except CityloopError as error:
        _end(str(error))
    except Exception as error:
        said = _in_words(error)
        if said is None:
            raise
        _end(said)


def _run(words: list[str]) -> None:
    from cityloop.jobs.command_list import listing  # noqa: PLC0415 - settings first

    match words[1:]:
        case [] | ["help"] | ["-h"] | ["--help"]:
            sys.stdout.write(listing())
        case ["help", "--all"]:
            _execute([words[0], "help"])
        case ["help", name]:
            _execute([words[0], name, "--help"])
        case _:
            _execute(words)


def _execute(words: list[str]) -> None:
    from django.core.management import ManagementUtility  # noqa: PLC0415 - settings first

    class Utility(ManagementUtility):
        """Finds a command by its name with hyphens, which its usage line keeps."""

        def fetch_command(self, subcommand: str) -> "BaseCommand":
            return super().fetch_command(ALIASES.get(subcommand, subcommand.replace("-", "_")))

    Utility(words).execute()


def _in_words(error: Exception) -> str | None:
    from django.apps import apps  # noqa: PLC0415 - settings first

    if not apps.ready:
        return None
    from cityloop.jobs.failures import in_words  # noqa: PLC0415 - models need ready apps

    return in_words(error)


def _end(said: str) -> None:
    sys.stderr.write(f"cityloop: {said}\n")
    sys.exit(1)


if __name__ == "__main__":
    main()
