"""The mapping files of a folder: which there are, and one of them by its name."""

from pathlib import Path

from cityloop.core.definitions import Problems, read_struct, suggestion
from cityloop.core.errors import InputError
from cityloop.integrations.history.formats import Format


def known_formats(folder: Path) -> tuple[str, ...]:
    """Return the names of the formats a folder holds, in order of the alphabet."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def load_format(name: str, *, folder: Path) -> Format:
    """Return the format `name` from `folder`/`name`.yaml, or from a path that ends in .yaml.

    Raises InputError for a name that is not there, with the names that are; DefinitionError
    for a mistake in the mapping, naming file, line and field.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) else folder / f"{name}.yaml"
    if not path.is_file():
        known = known_formats(folder)
        hint = suggestion(name, options=known)
        raise InputError(
            f"there is no format '{name}'{hint}",
            mend=f"Known: {', '.join(known)}. A format of your own is a path that ends in .yaml.",
        )
    problems = Problems()
    read = read_struct(path, kind=Format, problems=problems, file=_short(path))
    problems.raise_if_any()
    assert read is not None  # noqa: S101 - raise_if_any has left otherwise
    return read[0]


def _short(path: Path) -> str:
    """Return the end of a path, enough to find the file and the same on every machine."""
    return "/".join(path.parts[-3:])
