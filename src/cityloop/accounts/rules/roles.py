"""The role table: what each role may do, whose identity it sees, and what it never does.

Source: domain.md H7. A person may hold several roles; the rights add up, the separation of
duties (handler, reviewer and call-back agent are different people) is checked case by case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cityloop.accounts.choices import Role
from cityloop.accounts.rules.rights import Right, Sight
from cityloop.core.sentences import Sentence


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One line of the table."""

    rights: frozenset[Right]
    sight: Sight = Sight.NONE
    never: tuple[Sentence, ...] = ()


R = Right
_HANDLING = {
    R.ORDER_SEE,
    R.ORDER_LIST,
    R.ORDER_ACCEPT,
    R.ORDER_CONTACT,
    R.ORDER_OBJECT,
    R.ORDER_PAUSE,
    R.ORDER_RESUME,
    R.ORDER_EXTEND,
    R.ORDER_ANSWER,
    R.ORDER_NOTE,
    R.ORDER_ASK,
    R.KNOWLEDGE_SEE,
    R.WHISTLE_ANSWER,
    R.REPORT_SEE_SHIELDED,
    R.IDENTITY_SEE,
}
_NO_SAMPLE = Sentence("Never sees which of its cases are called back.")
_NO_CASES = Sentence("Never reads cases without breaking the glass.")

ROLE_TABLE: Mapping[Role, RoleRow] = {
    Role.OPERATOR: RoleRow(
        frozenset(
            {
                R.REQUEST_SEE,
                R.REQUEST_REGISTER,
                R.REQUEST_ANSWER,
                R.REQUEST_TREAT,
                R.REQUEST_JOIN,
                R.ORDER_SEE,
                R.ORDER_APPEAL,
                R.REPORT_SEE_SHIELDED,
                R.IDENTITY_SEE,
                R.CALL_TAKE,
                R.DESK_SEE,
                R.KNOWLEDGE_SEE,
            }
        ),
        Sight.IN_CALL,
        (Sentence("Never closes a case that they dispatched."),),
    ),
    Role.DISPATCHER: RoleRow(
        frozenset(
            {
                R.REQUEST_SEE,
                R.REQUEST_TREAT,
                R.REQUEST_JOIN,
                R.REQUEST_DISPATCH,
                R.REPORT_SEE_SHIELDED,
                R.ORDER_SEE,
                R.ORDER_RECALL,
                R.ORDER_REOPEN,
                R.ORDER_APPEAL,
                R.ORDER_CHECK,
                R.BOARD_SEE,
                R.DESK_SEE,
                R.KNOWLEDGE_SEE,
                R.DEFINITION_SEE,
            }
        ),
        Sight.NONE,
        (Sentence("Never scores."),),
    ),
    Role.ADJUDICATOR: RoleRow(
        frozenset(
            {
                R.ORDER_SEE,
                R.REPORT_SEE_SHIELDED,
                R.OBJECTION_RULE,
                R.APPEAL_DECIDE,
                R.EXCLUSION_SEE,
                R.EXCLUSION_REVIEW,
                R.BOARD_SEE,
            }
        ),
        Sight.NONE,
        (Sentence("Never decides on a case of their own agency."),),
    ),
    Role.HANDLER: RoleRow(
        frozenset(_HANDLING),
        Sight.OWN_OPEN_ORDERS,
        (_NO_SAMPLE, Sentence("Never changes an answer once it is given.")),
    ),
    Role.UNIT_HEAD: RoleRow(
        frozenset(
            _HANDLING
            | {R.EXTENSION_DECIDE, R.EXCLUSION_REQUEST, R.EXCLUSION_SEE, R.PERIOD_SEE}
            | {R.TEMPLATE_KEEP, R.KNOWLEDGE_KEEP, R.INSIGHT_SEE}
        ),
        Sight.OWN_OPEN_ORDERS,
        (_NO_SAMPLE, Sentence("Never deletes.")),
    ),
    Role.SUBDISTRICT_OFFICER: RoleRow(
        frozenset(
            _HANDLING
            | {R.WHISTLE_CALL, R.EXCLUSION_REQUEST, R.EXCLUSION_SEE}
            | {R.TEMPLATE_KEEP, R.KNOWLEDGE_KEEP}
        ),
        Sight.OWN_OPEN_ORDERS,
        (_NO_SAMPLE, Sentence("Never hands a main order to a committee.")),
    ),
    Role.COMMUNITY_WORKER: RoleRow(
        frozenset(
            {R.ORDER_SEE, R.ORDER_LIST, R.ORDER_ACCEPT, R.ORDER_CONTACT, R.ORDER_NOTE}
            | {R.ORDER_ANSWER, R.KNOWLEDGE_SEE}
        ),
        Sight.NONE,
        (_NO_SAMPLE, Sentence("Never exports cases in bulk.")),
    ),
    Role.DISTRICT_COORDINATOR: RoleRow(
        frozenset(
            {
                R.ORDER_SEE,
                R.ORDER_LIST,
                R.ORDER_URGE,
                R.ORDER_DEFER,
                R.ORDER_RESUME,
                R.ORDER_NOTE,
                R.EXTENSION_DECIDE,
                R.LEDGER_SEE,
                R.BOARD_SEE,
                R.WHISTLE_RULE,
                R.WHISTLE_SEE,
                R.REPORT_SEE_SHIELDED,
                R.PERIOD_SEE,
                R.INSIGHT_SEE,
            }
        ),
        Sight.NONE,
        (Sentence("Never changes what was said in a call-back."),),
    ),
    Role.FOLLOW_UP_AGENT: RoleRow(
        frozenset({R.FOLLOWUP_SEE, R.FOLLOWUP_ANSWER, R.REPORT_SEE_SHIELDED, R.IDENTITY_SEE}),
        Sight.PHONE_ONLY,
        (Sentence("Never sees what a call-back does to a score."),),
    ),
    Role.EVALUATOR: RoleRow(
        frozenset(
            {
                R.PERIOD_SEE,
                R.PERIOD_RUN,
                R.DRAFT_SEE,
                R.CASES_SEE,
                R.EXCLUSION_SEE,
                R.EXCLUSION_REVIEW,
                R.ORDER_SEE,
                R.BOARD_SEE,
                R.DEFINITION_SEE,
                R.DEFINITION_WRITE,
                R.INSIGHT_SEE,
            }
        ),
        Sight.NONE,
        (Sentence("Never edits a single case."),),
    ),
    Role.RUN_APPROVER: RoleRow(
        frozenset(
            {R.PERIOD_SEE, R.DRAFT_SEE, R.CASES_SEE, R.PERIOD_PUBLISH, R.EXCLUSION_SEE}
            | {R.DEFINITION_SEE, R.DEFINITION_PUBLISH, R.INSIGHT_SEE}
        ),
        Sight.NONE,
        (Sentence("Never approves an evaluation that they ran."),),
    ),
    Role.ANALYST: RoleRow(
        frozenset({R.PERIOD_SEE, R.INSIGHT_SEE, R.DEFINITION_SEE}),
        Sight.NONE,
        (Sentence("Never looks for who a person is."),),
    ),
    Role.SUPERVISOR: RoleRow(
        frozenset(
            {
                R.ORDER_SEE,
                R.ORDER_URGE,
                R.BOARD_SEE,
                R.LEDGER_SEE,
                R.WHISTLE_SEE,
                R.EXTENSION_DECIDE,
                R.REPORT_SEE_SHIELDED,
                R.PERIOD_SEE,
                R.CASES_SEE,
                R.EXCLUSION_SEE,
                R.DESK_SEE,
                R.DEFINITION_SEE,
                R.AUDIT_SEE,
                R.INSIGHT_SEE,
            }
        ),
        Sight.NONE,
        (Sentence("Never browses without a case to look into."),),
    ),
    Role.PRIVACY_OFFICER: RoleRow(
        frozenset({R.AUDIT_SEE}), Sight.NONE, (Sentence("Never handles cases."),)
    ),
    Role.ADMINISTRATOR: RoleRow(
        frozenset({R.OUTBOX_MEND, R.PERSON_MANAGE, R.DEFINITION_SEE, R.DEFINITION_WRITE}),
        Sight.NONE,
        (_NO_CASES,),
    ),
}


def rights_of(roles: Iterable[str]) -> frozenset[Right]:
    """Every right that the roles give together; unknown roles give none."""
    rows = (ROLE_TABLE.get(Role(role)) for role in roles if role in Role.values)
    return frozenset(right for row in rows if row for right in row.rights)


def roles_with(right: Right) -> tuple[Role, ...]:
    """The roles that have a right, in the order of the table."""
    return tuple(role for role, row in ROLE_TABLE.items() if right in row.rights)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A signed-in person with everything that a permission asks about them.

    `agency_codes` are the person's agency and all above it; `names` are the person's names in lower
    case, for the recusal of people named in a report; `district_id` is the district government
    above (or equal to) the agency.
    """

    user_id: int
    username: str
    display_name: str = ""
    roles: frozenset[str] = frozenset()
    agency_id: int | None = None
    agency_code: str = ""
    agency_name: str = ""
    agency_kind: str = ""
    agency_codes: tuple[str, ...] = ()
    department_id: int | None = None
    district_id: int | None = None
    territory: str = ""
    names: frozenset[str] = frozenset()
    rights: frozenset[Right] = field(default=frozenset())

    def has(self, right: Right) -> bool:
        """True when one of the person's roles gives the right."""
        return right in self.rights

    @property
    def sights(self) -> frozenset[Sight]:
        """The ways in which the person's roles see identities."""
        return frozenset(ROLE_TABLE[Role(role)].sight for role in self.roles if role in Role.values)


# Roles that look at the orders of every agency; the others see those of their own.
CITY_WIDE = frozenset(
    {Role.OPERATOR, Role.DISPATCHER, Role.ADJUDICATOR, Role.EVALUATOR, Role.SUPERVISOR}
)
