"""No check, no renewal; small and gradual; what is protected is kept first (domain.md D1, H11)."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from cityloop.core.sentences import Sentence
from cityloop.renewal.choices import Heritage
from cityloop.renewal.rules.definitions import Caps


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Why a project is proposed: the findings it answers, or an exemption with its reason."""

    findings: tuple[str, ...] = ()
    exemption: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Floor area in square metres before, to be pulled down and to be added beyond what stood.

    approval: the number of the decision that allows more than the caps; reviewer: who answers for
    the heritage of the place. Raises ValueError for areas below 0, or more demolished than stands.
    """

    before: Decimal
    demolished: Decimal = Decimal(0)
    added: Decimal = Decimal(0)
    heritage: Heritage = Heritage.NONE
    approval: str = ""
    approval_reason: str = ""
    reviewer: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.demolished <= self.before or self.added < 0:
            raise ValueError("floor areas must not be below 0, nor more demolished than stands")


def admission_refusal(origin: Origin, *, exemptions: Collection[str]) -> Sentence | None:
    """No check, no renewal: without a finding only a listed exemption with its reason admits."""
    if origin.findings:
        return None
    if not origin.exemption:
        return Sentence("No check, no renewal: link a finding of a check-up, or name an exemption.")
    if origin.exemption not in exemptions:
        return Sentence(
            "'%(exemption)s' is not an exemption; known are: %(known)s.",
            exemption=origin.exemption,
            known=", ".join(sorted(exemptions)) or "none",
        )
    if not origin.reason.strip():
        return Sentence("An exemption needs its reason in a sentence.")
    return None


def heritage_refusal(scale: Scale) -> Sentence | None:
    """A protected place needs a reviewer of its heritage before anything is planned there."""
    if scale.heritage == Heritage.NONE or scale.reviewer.strip():
        return None
    return Sentence("The place is protected: name who reviews its heritage.")


def scale_refusal(scale: Scale, *, caps: Caps) -> Sentence | None:
    """Small and gradual: why the project is too large without an approval, or None.

    Exactly the cap is within it. Where there is no floor area before, nothing can be compared and
    any added area needs the approval.
    """
    if scale.approval.strip() and scale.approval_reason.strip():
        return None
    protected = scale.heritage != Heritage.NONE
    cap = min(caps.demolished, caps.heritage_demolished) if protected else caps.demolished
    if scale.demolished > cap * scale.before:
        return Sentence(
            "%(area)s m² are to be pulled down; the cap is %(cap)s %% of %(before)s m². More needs"
            " an approval with its reason.",
            area=scale.demolished,
            cap=_percent(cap),
            before=scale.before,
        )
    if scale.added > caps.added * scale.before:
        return Sentence(
            "%(area)s m² are to be added; the cap is %(cap)s %% of %(before)s m². More needs an"
            " approval with its reason.",
            area=scale.added,
            cap=_percent(caps.added),
            before=scale.before,
        )
    return None


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}"
