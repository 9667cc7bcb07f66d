"""The residents' assembly, as printed in the manual: residents_assembly.txt (H19, 12)."""

import pytest

from cityloop.deliberation.rules.residents_assembly import (
    Proposers,
    assembly_result,
    must_be_called,
)
from tests.spec.tables import rows
from tests.unit.deliberation.votes import consents


@pytest.mark.parametrize("row", rows("residents_assembly", "decisions"))
def test_assembly_decides_as_printed(row: dict[str, str]) -> None:
    result = assembly_result(
        int(row["eligible"]),
        present=int(row["present"]),
        agreeing=int(row["agreeing"]),
        rule=consents().assembly,
    )
    assert (str(result.quorum), result.sentence) == (row["quorum"], row["answer"])


@pytest.mark.parametrize("row", rows("residents_assembly", "calls"))
def test_assembly_is_called_as_printed(row: dict[str, str]) -> None:
    who = {
        name: Proposers(*(int(part) for part in row[name].split("/")))
        for name in ("adults", "households", "groups")
    }
    called = must_be_called(consents().assembly, **who)
    assert ("yes" if called else "no") == row["must be called"]
