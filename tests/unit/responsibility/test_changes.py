"""Two versions of a text are compared rule by rule."""

from msgspec.structs import replace

from cityloop.responsibility.rules.changes import (
    changes_of_duties,
    changes_of_rules,
    rules_of_mapping,
)
from tests.unit.responsibility.lists import duty, duty_list


def test_duty_that_moved_to_another_row_is_the_same() -> None:
    old = duty_list(duty(1), duty(2))
    new = duty_list(duty(1), replace(duty(2), row=7))
    assert not changes_of_duties(old, new=new)


def test_duty_with_another_lead_tells_the_field() -> None:
    changes = changes_of_duties(duty_list(duty(1)), new=duty_list(duty(1, lead="b")))
    [rule] = changes.changed
    assert [(one.name, one.was, one.now) for one in rule.fields] == [("lead", "a", "b")]


def test_new_and_gone_duties_are_told_by_code() -> None:
    changes = changes_of_duties(duty_list(duty(1)), new=duty_list(duty(2)))
    found = ([one.code for one in changes.added], [one.code for one in changes.removed])
    assert found == (["duty-2"], ["duty-1"])


def test_nested_text_is_told_by_its_leaves() -> None:
    found = rules_of_mapping({"gates": {"minimum": 3}, "days": ["a", "b"], "none": []})
    assert list(found) == ["gates.minimum", "days a", "days b", "none"]


def test_day_taken_from_a_list_is_one_rule_gone() -> None:
    old, new = rules_of_mapping({"days": ["a", "b"]}), rules_of_mapping({"days": ["a"]})
    changes = changes_of_rules(old, new=new)
    assert ([one.code for one in changes.removed], len(changes)) == (["days b"], 1)


def test_value_before_and_after_is_told() -> None:
    changes = changes_of_rules(rules_of_mapping({"k": 1}), new=rules_of_mapping({"k": 2}))
    [field] = changes.changed[0].fields
    assert (field.was, field.now) == (1, 2)
