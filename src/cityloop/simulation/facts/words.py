"""The words of the facts of a simulated city, in the order of the numbers that stand for them."""

from dataclasses import dataclass
from typing import Final

from cityloop.simulation.tables import CHANNELS, KINDS, LANGUAGES, OUTCOMES, SOLVED, Group
from cityloop.simulation.world import World

Words = tuple[str, ...]
REQUESTER_KINDS: Final[Words] = ("person", "firm")
REQUEST_STATES: Final[Words] = (
    "triage",
    "answered",
    "refused",
    "redirected",
    "linked",
    "dispatched",
    "closed",
)
TREATMENTS: Final[Words] = ("unlawful", "secret_or_private", "legal_channel")
ORDER_STATES: Final[Words] = (
    "dispatched",
    "objected",
    "accepted",
    "in_progress",
    "follow_up",
    "closed",
    "reassigned",
)
CALL_STATES: Final[Words] = ("reached", "unreachable")
BITS: Final = {Group.OLD: "older", Group.TENANT: "tenant", Group.NEWCOMER: "newcomer"}
GROUPS: Final[Words] = tuple(
    "+".join(word for bit, word in BITS.items() if bits & bit) or "other"
    for bits in range(Group.FIRM)
)
STATES: Final = {"requests": REQUEST_STATES, "orders": ORDER_STATES, "follow_ups": CALL_STATES}


def copy_code(code: str, *, copy: int) -> str:
    """The code of a thing in a copy of the city; copy 0 is the city itself."""
    return code if copy == 0 else f"{code}@{copy}"


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies [first, first + count) of a city that stand in one block."""

    first: int
    count: int

    def codes(self, codes: Words) -> Words:
        """The codes of every copy."""
        return tuple(
            copy_code(code, copy=copy)
            for copy in range(self.first, self.first + self.count)
            for code in codes
        )


ONE_COPY: Final = Copies(0, 1)


def words_of(fact: str, *, world: World, copies: Copies) -> dict[str, Words]:
    """The words of each column of words of a fact."""
    agencies = copies.codes(world.agency_code)
    return {
        "channel": CHANNELS,
        "language": LANGUAGES,
        "kind": KINDS,
        "outcome": OUTCOMES,
        "solved": SOLVED,
        "order_type": ("main",),
        "treatment": TREATMENTS,
        "requester_kind": REQUESTER_KINDS,
        "requester_group": GROUPS,
        "state": STATES[fact],
        "service_type": world.type_code,
        "agency": agencies,
        "department": agencies,
        "district": copies.codes(world.district_code),
        "subdistrict": copies.codes(world.subdistrict_code),
        "community": copies.codes(world.community_code),
        "estate": copies.codes(world.estate_code),
    }
