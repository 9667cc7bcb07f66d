"""Numbers of an assembly that cannot be."""

import pytest

from cityloop.core.errors import InputError
from cityloop.deliberation.rules.residents_assembly import assembly_result
from tests.unit.deliberation.votes import consents


@pytest.mark.parametrize(
    ("eligible", "present", "agreeing"), [(100, 101, 0), (100, 60, 61), (100, 60, -1)]
)
def test_impossible_numbers_are_refused(eligible: int, present: int, agreeing: int) -> None:
    with pytest.raises(InputError, match="cannot be"):
        assembly_result(eligible, present=present, agreeing=agreeing, rule=consents().assembly)
