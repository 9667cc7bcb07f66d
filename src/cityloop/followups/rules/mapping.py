"""A plain mapping, as read from a definitions file, turned into a checked frozen record."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from cityloop.core.errors import DefinitionError

Record = TypeVar("Record", bound=msgspec.Struct)

_AT = re.compile(r"^(?P<what>.*) - at `\$\.?(?P<path>.*)`$", re.DOTALL)


def record_from_mapping(
    kind: type[Record], *, mapping: Mapping[str, Any], where: str = ""
) -> Record:
    """Record of the kind, every field checked.

    `where` is the file (and line) the mapping came from. Raises DefinitionError naming the field.
    """
    try:
        return msgspec.convert(mapping, type=kind)
    except msgspec.ValidationError as error:
        found = _AT.match(str(error))
        what, path = (found["what"], found["path"]) if found else (str(error), "")
        place = ", ".join(part for part in (where, f"field '{path}'" if path else "") if part)
        raise DefinitionError(
            f"{what.removesuffix('.')}.",
            where=place,
            mend="Mend the field, or copy it from a scheme that ships with the project.",
        ) from error
