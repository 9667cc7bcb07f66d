"""The life of a request beside its work orders (domain.md H2)."""

from dataclasses import dataclass

from cityloop.core.sentences import Sentence
from cityloop.core.transitions import Lifecycle, Transition
from cityloop.intake.choices import RequestKind, RequestState, RequestStep

CENTRE = "centre"
REQUESTER = "requester"
FOLLOW_UP = "follow_up"
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What the guards and input checks look at."""

    kind: str = ""
    shielded: bool = False
    has_words: bool = True
    classified: bool = True
    place_settled: bool = True
    knowledge_cited: bool = False
    treatment: str = ""
    told: str = ""
    earlier_matter: bool = True
    basis_recorded: bool = True


def has_words(facts: RequestFacts) -> str | None:
    """A request needs a text or a recording."""
    if not facts.has_words:
        return Sentence("Write down what the person says, or attach the recording.")
    return None


def is_classified(facts: RequestFacts) -> str | None:
    """Kind, service type and grade are set, and the place is set or known to be unknown."""
    if not facts.classified:
        return Sentence("Set the kind, the service type and the grade.")
    if not facts.place_settled:
        return Sentence("Set the place, or say that there is none.")
    return None


def can_be_answered(facts: RequestFacts) -> str | None:
    """Only inquiries and praise are answered at once; the others are someone's work."""
    if facts.kind not in ("", RequestKind.INQUIRY, RequestKind.PRAISE):
        return Sentence("Only an inquiry or praise is answered at once; dispatch this one.")
    return None


def cites_knowledge(facts: RequestFacts) -> str | None:
    """An answer to an inquiry names the knowledge item that it rests on."""
    if facts.kind != RequestKind.PRAISE and not facts.knowledge_cited:
        return Sentence("Name the knowledge item that the answer rests on.")
    return None


def says_where_to_turn(facts: RequestFacts) -> str | None:
    """Whoever is not served here is told why, and where to turn."""
    if not facts.treatment:
        return Sentence("Choose why the request is not dispatched.")
    if not facts.told.strip():
        return Sentence("Write what the person was told.")
    return None


def may_be_linked(facts: RequestFacts) -> str | None:
    """A shielded report joins no matter that others can read."""
    if facts.shielded:
        return Sentence("A shielded report stays by itself.")
    return None


def names_matter(facts: RequestFacts) -> str | None:
    """The earlier matter is named."""
    return None if facts.earlier_matter else Sentence("Name the earlier matter.")


def names_basis(facts: RequestFacts) -> str | None:
    """The row, rule or ruling behind the dispatch is recorded."""
    if not facts.basis_recorded:
        return Sentence("Record the row, the rule or the ruling that the dispatch rests on.")
    return None


S = RequestState
STAFF = (CENTRE,)
UNDECIDED = (S.TRIAGE, S.CONSULTING)
TURNED_AWAY = (S.ANSWERED, S.REDIRECTED, S.REFUSED)
OPEN = (S.RECEIVED, *UNDECIDED, S.LINKED, S.DISPATCHED)

REQUEST_LIFECYCLE: Lifecycle[RequestFacts] = Lifecycle(
    name="request",
    transitions=(
        Transition(
            step=RequestStep.RECEIVE,
            sources=(),
            target=S.RECEIVED,
            parties=(CENTRE, REQUESTER, SYSTEM),
            input_checks=(has_words,),
        ),
        Transition(
            step=RequestStep.CLASSIFY,
            sources=(S.RECEIVED, S.TRIAGE),
            target=S.TRIAGE,
            parties=STAFF,
            input_checks=(is_classified,),
        ),
        Transition(
            step=RequestStep.CONSULT,
            sources=(S.TRIAGE,),
            target=S.CONSULTING,
            parties=STAFF,
            needs_reason=True,
        ),
        Transition(
            step=RequestStep.ANSWER,
            sources=UNDECIDED,
            target=S.ANSWERED,
            parties=STAFF,
            guards=(can_be_answered,),
            input_checks=(cites_knowledge,),
        ),
        Transition(
            step=RequestStep.REDIRECT,
            sources=(S.RECEIVED, *UNDECIDED),
            target=S.REDIRECTED,
            parties=STAFF,
            needs_reason=True,
            input_checks=(says_where_to_turn,),
        ),
        Transition(
            step=RequestStep.REFUSE,
            sources=UNDECIDED,
            target=S.REFUSED,
            parties=STAFF,
            needs_reason=True,
            input_checks=(says_where_to_turn,),
        ),
        Transition(
            step=RequestStep.LINK,
            sources=UNDECIDED,
            target=S.LINKED,
            parties=STAFF,
            guards=(may_be_linked,),
            input_checks=(names_matter,),
        ),
        Transition(
            step=RequestStep.UNLINK,
            sources=(S.LINKED,),
            target=S.TRIAGE,
            parties=STAFF,
            needs_reason=True,
        ),
        Transition(
            step=RequestStep.DISPATCH,
            sources=UNDECIDED,
            target=S.DISPATCHED,
            parties=STAFF,
            input_checks=(names_basis,),
        ),
        Transition(
            step=RequestStep.WITHDRAW,
            sources=OPEN,
            target=S.WITHDRAWN,
            parties=(REQUESTER, CENTRE),
        ),
        Transition(
            step=RequestStep.CLOSE,
            sources=(S.LINKED, S.DISPATCHED, *TURNED_AWAY),
            target=S.CLOSED,
            parties=(CENTRE, FOLLOW_UP, SYSTEM),
        ),
        Transition(
            step=RequestStep.REOPEN,
            sources=(S.CLOSED,),
            target=S.DISPATCHED,
            parties=(CENTRE, FOLLOW_UP),
            needs_reason=True,
        ),
        # A dispatched one is open again when its order was recalled.
        Transition(
            step=RequestStep.REOPEN,
            sources=(*TURNED_AWAY, S.DISPATCHED),
            target=S.TRIAGE,
            parties=(CENTRE,),
            needs_reason=True,
        ),
        Transition(
            step=RequestStep.ADD_FACT,
            sources=(*OPEN, *TURNED_AWAY, S.CLOSED),
            target=None,
            parties=(REQUESTER, CENTRE),
        ),
        Transition(
            step=RequestStep.ARCHIVE,
            sources=(S.CLOSED, S.WITHDRAWN),
            target=S.ARCHIVED,
            parties=(SYSTEM,),
        ),
    ),
)
