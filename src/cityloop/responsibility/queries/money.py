"""Whose money it is, by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Subquery

from cityloop.core.models import Definition
from cityloop.responsibility.models import Duty

MONEY = "money"
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DutyWords:
    """What people are told of a duty; names and sentences by language, empty where none are."""

    names: Names
    legal_basis: Names
    payer: Names
    money_source: Names


def money_held() -> Subquery:
    """The names of payers and sources that hold now, to be read with something else."""
    rows = Definition.objects.filter(kind=MONEY, valid_to__isnull=True)
    return Subquery(rows.order_by("-valid_from", "-pk").values("content")[:1])


def held_money() -> Mapping[str, Any]:
    """Return the names of payers and sources that hold now, empty before any; one statement."""
    rows = Definition.objects.filter(kind=MONEY, valid_to__isnull=True)
    found = rows.order_by("-valid_from", "-pk").values_list("content", flat=True).first()
    return found or {}


def duty_words(key: int) -> DutyWords:
    """Return the words of a duty by its primary key; one statement."""
    return words_of(duty := Duty.objects.annotate(money=money_held()).get(pk=key), money=duty.money)


def words_of(duty: Duty, *, money: Mapping[str, Any] | None) -> DutyWords:
    """The words of a duty, with the content of the names of money that holds."""
    return DutyWords(
        names=duty.names,
        legal_basis=duty.legal_basis,
        payer=_named(duty.payer, money=money, section="payers"),
        money_source=_named(duty.money_source, money=money, section="sources"),
    )


def _named(code: str, *, money: Mapping[str, Any] | None, section: str) -> Names:
    """Names by code; a code that the city does not name speaks for itself."""
    names: dict[str, Names] = {row["code"]: row["names"] for row in (money or {}).get(section, ())}
    return names.get(code) or ({"en": code.replace("-", " ")} if code else {})
