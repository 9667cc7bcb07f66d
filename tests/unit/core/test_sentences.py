"""Sentences kept in JSON columns stay translatable."""

from datetime import UTC, datetime

from cityloop.core.sentences import Sentence, plain_sentence, sentence_from

KEPT = Sentence("%(count)s cases, %(share)s %%.", count=2, share="49.8")


def test_kept_sentence_reads_the_same() -> None:
    assert sentence_from(plain_sentence(KEPT)) == "2 cases, 49.8 %."


def test_kept_sentence_keeps_its_template() -> None:
    found = sentence_from(plain_sentence(KEPT))
    assert isinstance(found, Sentence)
    assert (found.template, found.values) == (KEPT.template, KEPT.values)


def test_text_without_values_is_kept_as_text() -> None:
    assert plain_sentence(Sentence("100 % of it.")) == "100 % of it."


def test_moment_reads_with_its_zone() -> None:
    ended = Sentence("It ended at %(end)s.", end=datetime(2026, 3, 2, 8, tzinfo=UTC))
    assert ended == "It ended at 2026-03-02 08:00 UTC."
