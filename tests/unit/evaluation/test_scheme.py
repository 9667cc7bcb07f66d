"""Reading a scheme: every error names its field."""

from typing import Any

import pytest

from cityloop.core.errors import DefinitionError
from cityloop.evaluation.rules.scheme import EvaluationScheme
from tests.unit.evaluation.cases import PRESETS, preset, preset_mapping

SCHEMES = sorted(path.stem for path in PRESETS.glob("*.yaml") if path.stem != "follow_up")


@pytest.mark.parametrize("name", SCHEMES)
def test_shipped_scheme_survives_storing(name: str) -> None:
    scheme = preset(name)
    assert EvaluationScheme.from_mapping(scheme.to_mapping()) == scheme


@pytest.mark.parametrize("name", SCHEMES)
def test_shipped_scheme_claims_no_unverified_city(name: str) -> None:
    names = " ".join((name, preset(name).attributed_to, *preset(name).names.values())).lower()
    assert "beijing" not in names
    assert "北京" not in names


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"weights": {"response": 0.3, "resolution": 0.5, "satisfaction": 0.3}},
            "scheme.yaml, field 'weights': the weights must add up to 1, they add up to 1.1.",
        ),
        (
            {"weights": {"response": 0.5, "resolution": 0.5}},
            "scheme.yaml, field 'weights': Object missing required field `satisfaction`.",
        ),
        (
            {"gates": {"minimum_cases": "many", "minimum_reach": 0.5}},
            "scheme.yaml, field 'gates.minimum_cases': Expected `int`, got `str`.",
        ),
        ({"confidence": 95}, "scheme.yaml: confidence must lie between 0 and 1."),
        ({"wieghts": {}}, "scheme.yaml: Object contains unknown field `wieghts`."),
        (
            {"cycle": "week"},
            "scheme.yaml, field 'cycle': Invalid enum value 'week'.",
        ),
        (
            {"solved_weights": {"resolved": 1}},
            "scheme.yaml: solved_weights must give a weight for each of: partly, resolved, unreso",
        ),
        (
            {"exclusions": {"codes": ["EX1"], "panel_codes": ["EX4"]}},
            "scheme.yaml, field 'exclusions': panel_codes holds EX4, which codes does not.",
        ),
        (
            {"attributed_to": "Anytown"},
            "scheme.yaml: source must say where the scheme of Anytown is published.",
        ),
        (
            {"kinds": ["complaint", "gossip"]},
            "scheme.yaml: kinds must be among: inquiry, assistance, complaint, irregularity, ",
        ),
    ],
)
def test_scheme_error_names_the_field(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        EvaluationScheme.from_mapping(preset_mapping() | changes, where="scheme.yaml")
    assert str(caught.value).startswith(message)
