"""Numbers of rows that stand for codes, and the codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa

from cityloop.agencies.models import Agency
from cityloop.places.choices import AreaLevel
from cityloop.places.models import Area
from cityloop.responsibility.models import ServiceType

PLACES = (AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY, AreaLevel.ESTATE)
UNKNOWN = -1


@dataclass(frozen=True, slots=True, eq=False)
class CodeTable:
    """For each key of a table its code, None for none; `at` finds them all at once."""

    codes: pa.Array
    position: Any

    @classmethod
    def of(cls, codes: Mapping[int, str | None]) -> "CodeTable":
        """The table of these codes by key."""
        words = sorted({code for code in codes.values() if code is not None})
        place = {word: number for number, word in enumerate(words)}
        position = np.full(max(codes, default=0) + 1, UNKNOWN, dtype=np.int32)
        for key, code in codes.items():
            position[key] = UNKNOWN if code is None else place[code]
        return cls(pa.array(words, type=pa.string()), position)

    def at(self, keys: pa.Array) -> pa.DictionaryArray:
        """The code of each key; null for null and where there is none."""
        known = keys.fill_null(0).to_numpy(zero_copy_only=False)
        found = np.where(
            keys.is_null().to_numpy(zero_copy_only=False), UNKNOWN, self.position[known]
        )
        return pa.DictionaryArray.from_arrays(pa.array(found, mask=found == UNKNOWN), self.codes)


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """Every table of codes. `digest` changes when any of them does: older files are then wrong."""

    places: Mapping[str, CodeTable]
    agencies: CodeTable
    types: CodeTable
    digest: str


def codes() -> Codes:
    """The codes of areas, agencies and service types as they are now; three statements."""
    areas = list(Area.objects.order_by("pk").values_list("pk", "code", "level", "chain"))
    levels = {code: level for _, code, level, _ in areas}
    places = {
        str(wanted): {
            key: next((one for one in (code, *chain) if levels.get(one) == wanted), None)
            for key, code, _, chain in areas
        }
        for wanted in PLACES
    }
    agencies = dict(Agency.objects.order_by("pk").values_list("pk", "code"))
    types = dict(ServiceType.objects.order_by("pk").values_list("pk", "code"))
    return Codes(
        places={level: CodeTable.of(found) for level, found in places.items()},
        agencies=CodeTable.of(agencies),
        types=CodeTable.of(types),
        digest=sha256(repr((places, agencies, types)).encode()).hexdigest(),
    )
