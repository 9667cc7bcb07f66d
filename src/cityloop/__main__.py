"""The command `cityloop`: words with hyphens are the commands of `jobs`."""

import os
import sys

from cityloop.core.errors import CityloopError

# `import` and `demo` read better on the terminal than the names Python allows for modules.
ALIASES = {"import": "import_requests"}


def main(argv: list[str] | None = None) -> None:
    """Run one command; an error of ours is printed as one clear message, exit 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityloop.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings first

    words = list(sys.argv if argv is None else argv)
    if len(words) > 1 and not words[1].startswith("-"):
        words[1] = ALIASES.get(words[1], words[1].replace("-", "_"))
    try:
        execute_from_command_line(words)
    except CityloopError as error:
        sys.stderr.write(f"cityloop: {error}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
