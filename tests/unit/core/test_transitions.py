"""The generic lifecycle table."""

import pytest

from cityloop.core.errors import TransitionNotAllowed
from cityloop.core.sentences import Sentence
from cityloop.core.transitions import Lifecycle, Transition


def _only_small(size: int) -> str | None:
    return None if size < 10 else Sentence("Too big: %(size)s.", size=size)


def _only_even(size: int) -> str | None:
    return None if size % 2 == 0 else "Odd."


DOOR: Lifecycle[int] = Lifecycle(
    "door",
    (
        Transition("build", (), "open"),
        Transition("shut", ("open",), "shut_tight", ("porter", "night_watch")),
        Transition("open", ("shut_tight",), "open", guards=(_only_small,)),
        Transition("paint", ("open", "shut_tight"), None, input_checks=(_only_even,)),
        Transition("remove", ("open",), "gone", needs_reason=True),
    ),
)


def test_target_is_the_state_after_the_step() -> None:
    assert DOOR.target("shut", "open", party="porter") == "shut_tight"


def test_target_of_a_step_that_stays_is_the_same_state() -> None:
    assert DOOR.target("paint", "shut_tight", facts=2) == "shut_tight"


def test_target_of_the_first_step_needs_no_state() -> None:
    assert DOOR.target("build", None) == "open"


def test_refusal_says_the_state_and_what_it_allows() -> None:
    with pytest.raises(TransitionNotAllowed) as caught:
        DOOR.target("remove", "shut_tight", reason="rotten")
    expected = "door: Cannot remove: the state is shut tight, which allows: open, paint."
    assert str(caught.value) == expected


def test_refusal_in_a_last_state_allows_nothing() -> None:
    assert str(DOOR.why_not("open", "gone")).endswith("which allows: nothing.")


def test_refusal_names_the_parties() -> None:
    assert DOOR.why_not("shut", "open", party="guest") == "To shut belongs to: porter, night watch."


def test_guard_refuses_with_its_sentence() -> None:
    with pytest.raises(TransitionNotAllowed, match="Too big: 12"):
        DOOR.target("open", "shut_tight", facts=12)


def test_guard_greys_the_button() -> None:
    assert DOOR.why_not("open", "shut_tight", facts=12) == "Too big: 12."


def test_input_check_leaves_the_button_alone() -> None:
    assert DOOR.why_not("paint", "open", facts=3) is None


def test_input_check_refuses_the_step() -> None:
    with pytest.raises(TransitionNotAllowed, match="Odd"):
        DOOR.target("paint", "open", facts=3)


@pytest.mark.parametrize("reason", ["", "  "])
def test_step_that_needs_a_reason_is_refused_without(reason: str) -> None:
    with pytest.raises(TransitionNotAllowed, match="To remove needs a reason"):
        DOOR.target("remove", "open", reason=reason)


def test_step_with_guards_is_never_taken_without_facts() -> None:
    with pytest.raises(ValueError, match="need facts"):
        DOOR.target("open", "shut_tight")


def test_steps_from_a_state_are_in_the_order_of_the_table() -> None:
    assert DOOR.steps_from("open") == ("shut", "paint", "remove")


def test_steps_before_creation_are_those_that_create() -> None:
    assert DOOR.steps_from(None) == ("build",)


def test_states_are_all_that_the_table_names() -> None:
    assert DOOR.states == ("open", "shut_tight", "gone")


def test_two_ways_out_of_a_state_by_one_step_are_refused() -> None:
    rows: tuple[Transition[int], ...] = (
        Transition("go", ("a", "b"), "c"),
        Transition("go", ("b",), "d"),
    )
    with pytest.raises(ValueError, match="two rows for go from b"):
        Lifecycle("twice", rows)


def test_diagram_shows_the_start_the_moves_and_the_end() -> None:
    assert DOOR.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open: build",
        "    open --> shut_tight: shut",
        "    shut_tight --> open: open",
        "    open --> gone: remove",
        "    gone --> [*]",
    ]


def test_sentence_keeps_what_a_translation_needs() -> None:
    sentence = Sentence("At most %(limit)s.", limit=2)
    assert (sentence, sentence.template, sentence.values) == (
        "At most 2.",
        "At most %(limit)s.",
        {"limit": 2},
    )


def test_sentence_without_values_may_hold_a_per_cent_sign() -> None:
    assert Sentence("50 % at least.") == "50 % at least."
