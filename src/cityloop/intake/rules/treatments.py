"""What is done instead of dispatching (domain.md A2 Art. 11), tried in the order of H4.1."""

from collections.abc import Mapping
from dataclasses import dataclass

from cityloop.intake.choices import Treatment


@dataclass(frozen=True, slots=True)
class TreatmentFacts:
    """What the operator has found out; every field is a plain yes or no.

    `legal_channel`: already in, or meant for, litigation, arbitration, discipline, administrative
    reconsideration, information disclosure or petition. `repeat_without_new_fact`: the same
    person's matter is in progress or finished and may not be reopened.
    """

    emergency: bool = False
    legal_channel: bool = False
    outside_area: bool = False
    repeat_without_new_fact: bool = False
    secret_or_private: bool = False
    outside_duties: bool = False
    unlawful: bool = False


@dataclass(frozen=True, slots=True)
class TreatmentProposal:
    """A treatment put to a person, who alone decides; `basis` is the article behind it.

    `names_channel`: the requester must be told where to turn. `appealable`: they are told that
    they may ask for a review.
    """

    treatment: Treatment
    reasons: Mapping[str, str]
    basis: str
    names_channel: bool
    appealable: bool

    @property
    def decided_by_person(self) -> bool:
        """Always true: no machine may refuse or turn away a request (domain.md H16)."""
        return True


def _proposal(
    treatment: Treatment, *, basis: str, reasons: tuple[str, str], channel: bool = True
) -> TreatmentProposal:
    english, chinese = reasons
    return TreatmentProposal(
        treatment=treatment,
        reasons={"en": english, "zh-hans": chinese},
        basis=basis,
        names_channel=channel,
        appealable=treatment is not Treatment.EMERGENCY_LINE,
    )


# The order is that of H4.1: danger first; then what others must decide; then what is refused.
TREATMENTS: tuple[tuple[str, TreatmentProposal], ...] = (
    (
        "emergency",
        _proposal(
            Treatment.EMERGENCY_LINE,
            basis="Art. 11(1)",
            reasons=(
                (
                    "There is danger now: connect the caller to the emergency line and stay "
                    "on the call."
                ),
                "情况紧急：立即转接紧急热线，并在线陪同，直到对方接通。",
            ),
        ),
    ),
    (
        "legal_channel",
        _proposal(
            Treatment.LEGAL_CHANNEL,
            basis="Art. 11(2)",
            reasons=(
                (
                    "A court, tribunal or other legal channel decides this: say which one "
                    "and how to reach it."
                ),
                "此事应由法定途径处理：请说明具体途径以及联系方式。",
            ),
        ),
    ),
    (
        "outside_area",
        _proposal(
            Treatment.OUTSIDE_AREA,
            basis="H4.1",
            reasons=(
                ("The place is not in this city: say who serves it and how to reach them."),
                "事发地不在本市：请告知当地的服务热线。",
            ),
        ),
    ),
    (
        "repeat_without_new_fact",
        _proposal(
            Treatment.SAME_MATTER,
            basis="Art. 11(3)",
            reasons=(
                (
                    "The same matter is being handled or is finished and nothing new has "
                    "come up: tell the progress or the result."
                ),
                "同一事项正在办理或已经办结，且没有新的事实和理由：请告知进展或结果。",
            ),
            channel=False,
        ),
    ),
    (
        "secret_or_private",
        _proposal(
            Treatment.SECRET_OR_PRIVATE,
            basis="Art. 11(4)",
            reasons=(
                (
                    "This would disclose secrets or someone's private life: explain why it "
                    "cannot be answered."
                ),
                "涉及国家秘密、商业秘密或者个人隐私：请说明不能答复的原因。",
            ),
            channel=False,
        ),
    ),
    (
        "outside_duties",
        _proposal(
            Treatment.OUTSIDE_DUTIES,
            basis="Art. 11(5)",
            reasons=(
                ("No public body has this duty: tell the market or social channels that can help."),
                "不属于政府部门和公共服务企业的职责：请告知可以求助的市场或社会渠道。",
            ),
        ),
    ),
    (
        "unlawful",
        _proposal(
            Treatment.UNLAWFUL,
            basis="Art. 11(6)",
            reasons=(
                (
                    "The request is unlawful or against public order: explain that calmly, "
                    "and the consequences."
                ),
                "诉求违反法律或者公序良俗：请耐心解释、劝导，并告知后果。",
            ),
            channel=False,
        ),
    ),
)


def treatment_proposal(facts: TreatmentFacts) -> TreatmentProposal | None:
    """The first treatment whose fact holds, or None when the matter is to be dispatched."""
    return next((proposal for fact, proposal in TREATMENTS if getattr(facts, fact)), None)
