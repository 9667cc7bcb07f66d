"""Reading a call-back plan: every error names its field."""

from typing import Any

import pytest

from cityloop.core.errors import DefinitionError
from cityloop.followups.rules.plan import SamplingPlan
from tests.unit.followups.cases import plan_mapping

MORNING = {"name": "morning", "start": "09:00:00", "end": "12:00:00"}
NOON = {"name": "noon", "start": "11:00:00", "end": "13:00:00"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"half_width": 5}, "plan.yaml: half_width must lie between 0 and 1."),
        ({"linked_share": 2}, "plan.yaml: linked_share must lie between 0 and 1."),
        ({"always": ["rework", "angry"]}, "plan.yaml, field 'always[1]': Invalid enum value"),
        (
            {"attempts": 4},
            "plan.yaml: attempts is 4 but day_parts has only 3 parts.",
        ),
        ({"attempts": 1, "day_parts": [MORNING, NOON]}, "plan.yaml: day_parts must not overlap."),
        (
            {"attempts": 1, "day_parts": [{**MORNING, "end": "08:00:00"}]},
            "plan.yaml, field 'day_parts[0]': day part 'morning' must end after it starts",
        ),
        (
            {"attempts": 1, "day_parts": [MORNING, {**NOON, "name": "morning"}]},
            "plan.yaml: day_parts must have different names.",
        ),
        ({"windowdays": 3}, "plan.yaml: Object contains unknown field `windowdays`."),
    ],
)
def test_plan_error_names_the_field(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        SamplingPlan.from_mapping(plan_mapping() | changes, where="plan.yaml")
    assert str(caught.value).startswith(message)
