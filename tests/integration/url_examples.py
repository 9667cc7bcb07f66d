"""An example of every address: one line for each name, with the values that it is made of.

A value is the name of one in tests/integration/world.py when it begins with a colon. A new address
without a line here fails test_every_url_has_an_example.
"""

from collections.abc import Mapping, Sequence

from tests.integration.world import World

Example = Mapping[str, object]
NONE: Sequence[Example] = ({},)
ORDERS: Sequence[Example] = (
    {"number": ":order"},
    {"number": ":report_order"},
    {"number": ":confidential_order"},
    {"number": ":whistle_order"},
)
REQUESTS: Sequence[Example] = (
    {"number": ":triage"},
    {"number": ":report"},
    {"number": ":confidential"},
)


def steps(orders: Sequence[Example], *codes: str, name: str = "step") -> Sequence[Example]:
    """Each thing with each of its steps."""
    return [{**one, name: code} for one in orders for code in codes]


DRAFT: Sequence[Example] = ({"pk": ":draft"},)
ITEM: Sequence[Example] = ({"code": ":item"},)
VERSION: Sequence[Example] = ({"kind": "duty_list", "code": "testford", "version": "2026-1"},)
PUBLIC_VERSION: Sequence[Example] = (
    {"kind": "evaluation-scheme", "code": "solve_first", "version": "1"},
)
EXAMPLES: Mapping[str, Sequence[Example]] = {
    "home": NONE,
    "style": ({"digest": "0123456789ab"},),
    "components": NONE,
    "set_language": NONE,
    "search": NONE,
    "public_city": NONE,
    "public_area": ({"code": "south"},),
    "public_card": ({"code": "south"},),
    "public_agency": ({"code": "lighting"},),
    "public_topics": NONE,
    "public_duties": NONE,
    "public_definitions": NONE,
    "public_definition": PUBLIC_VERSION,
    "public_definition_file": PUBLIC_VERSION,
    "public_open_data": NONE,
    "public_areas_file": ({"level": "district"},),
    "public_file": ({"name": "requests", "ending": "csv"},),
    "public_map": NONE,
    "public_map_file": NONE,
    "public_map_cells": NONE,
    "map_areas": ({"level": "district"},),
    "hotline_take": NONE,
    "hotline_hints": NONE,
    "hotline_inbox": NONE,
    "hotline_request": REQUESTS,
    "hotline_repeat": ({"number": ":triage", "matter": ":matter"},),
    "hotline_step": steps(REQUESTS, "dispatch", "answer", "join"),
    "hotline_calls": NONE,
    "hotline_call": ({"number": ":call"},),
    "hotline_call_answer": ({"number": ":call"},),
    "hotline_call_return": ({"number": ":call"},),
    "hotline_call_step": ({"number": ":call", "step": "end"},),
    "hotline_desk": NONE,
    "agency_worklist": NONE,
    "agency_order": ORDERS,
    "agency_case_file": ORDERS,
    "agency_whistle": ORDERS,
    "agency_call_step": steps(ORDERS[-1:], "accept", "refuse"),
    "agency_step": steps(ORDERS, "accept", "answer", "note"),
    "agency_bulk": NONE,
    "agency_bulk_result": NONE,
    "agency_lists": NONE,
    "agency_list_save": NONE,
    "agency_list_rename": ({"pk": ":saved"},),
    "agency_list_delete": ({"pk": ":saved"},),
    "agency_templates": NONE,
    "agency_template_new": NONE,
    "agency_template": ({"pk": ":template"},),
    "agency_template_retire": ({"pk": ":template"},),
    "agency_template_take_up": ({"pk": ":template"},),
    "agency_figures": NONE,
    "agency_figures_of": ({"pk": ":period"},),
    "agency_figure_cases": ({"pk": ":period", "kind": "agency", "figure": "response"},),
    "field_list": NONE,
    "field_orders": NONE,
    "field_worker": NONE,
    "field_shell": NONE,
    "field_photo": ({"name": ":field_photo"},),
    "field_note": ORDERS,
    "field_shown": ORDERS,
    "knowledge": NONE,
    "knowledge_add": NONE,
    "knowledge_item": ITEM,
    "knowledge_change": ITEM,
    "knowledge_review": ITEM,
    "knowledge_unhelpful": ITEM,
    "knowledge_version": ({"code": ":item", "number": 1},),
    "knowledge_settle": ({"code": ":item", "pk": ":feedback"},),
    "follow_up_queue": NONE,
    "follow_up_interview": ({"pk": ":interview"},),
    "follow_up_attempt": ({"pk": ":interview"},),
    "definitions": NONE,
    "definition_types": NONE,
    "definition_draft": DRAFT,
    "definition_edit": DRAFT,
    "definition_lines": DRAFT,
    "definition_draft_file": DRAFT,
    "definition_drop": DRAFT,
    "definition_publish": DRAFT,
    "definition_withdraw": DRAFT,
    "definition_try": DRAFT,
    "definition_go_on": DRAFT,
    "definition": VERSION,
    "definition_text": VERSION,
    "definition_file": VERSION,
    "definition_start": VERSION,
    "office_board": NONE,
    "office_silent": NONE,
    "office_one_board": [
        {"code": code}
        for code in ("overdue", "today", "pace", "at_risk", "ping_pong", "unclear", "reopened")
    ],
    "office_ledger": NONE,
    "office_objections": NONE,
    "office_rule": ({"number": ":objected"},),
    "office_extensions": NONE,
    "office_extension": ({"number": ":extended"},),
    "office_whistles": NONE,
    "office_whistle_board": ({"code": "to_rule"},),
    "office_whistle_ruling": ({"number": ":whistle_order"},),
    "office_checks": NONE,
    "office_check": ({"number": ":checked"},),
    "office_exclusions": NONE,
    "office_exclusion": ({"number": ":answered"},),
    "office_ask_exclusion": ({"number": ":checked"}, {"number": ":report_order"}),
    "office_outbox": NONE,
    "office_outbox_all": NONE,
    "office_outbox_decide": ({"pk": ":dead"},),
    "people": NONE,
    "people_add": NONE,
    "people_matrix": NONE,
    "people_person": ({"pk": ":person"},),
    "people_end_role": ({"pk": ":person", "held": ":held"},),
    "people_step": steps(
        [{"pk": ":person"}],
        *("give-role", "correct", "move", "invite"),
        *("reset-second-factor", "deactivate", "reactivate"),
    ),
    "audit": NONE,
    "audit_export": NONE,
    "office_periods": NONE,
    "office_run_period": NONE,
    "office_period": ({"pk": ":period"},),
    "office_briefing": ({"pk": ":period"},),
    "office_show_period": ({"pk": ":period"},),
    "office_publish_period": ({"pk": ":period"},),
    "office_cases": (
        {"pk": ":period", "kind": "agency", "code": "lighting", "figure": "response"},
    ),
    "citizen_words": NONE,
    "citizen_about": NONE,
    "citizen_where": NONE,
    "citizen_accused": NONE,
    "citizen_nearby": NONE,
    "citizen_photos": NONE,
    "citizen_contact": NONE,
    "citizen_sent": NONE,
    "citizen_discard": NONE,
    "citizen_firms": NONE,
    "citizen_answers": NONE,
    "citizen_answer": ({"code": ":item"},),
    "citizen_unhelpful": ({"code": ":item"},),
    "citizen_track": NONE,
    "citizen_link": ({"token": ":link"},),
    "citizen_request": ({"number": ":own"}, {"number": ":order"}, {"number": ":report"}),
    "citizen_request_file": ({"number": ":own"}, {"number": ":report"}),
    "citizen_action": steps(({"number": ":own"}, {"number": ":report"}), "add", name="action"),
    "citizen_photo": ({"name": ":photo"},),
    "citizen_rate": ({"token": ":rating"},),
    "citizen_click": ({"token": ":rating", "answer": "resolved"},),
    "account_login": NONE,
    "account_logout": NONE,
    "account_inactive": NONE,
    "account_signup": NONE,
    "account_reauthenticate": NONE,
    "account_email": NONE,
    "account_email_verification_sent": NONE,
    "account_change_password": NONE,
    "account_set_password": NONE,
    "account_reset_password": NONE,
    "account_confirm_login_code": NONE,
    "account_confirm_email": ({"key": "abc"},),
    "account_reset_password_from_key": ({"uidb36": "1", "key": "abc-def"},),
    "account_reset_password_from_key_done": NONE,
    "account_reset_password_done": NONE,
    "mfa_index": NONE,
    "mfa_authenticate": NONE,
    "mfa_reauthenticate": NONE,
    "mfa_activate_totp": NONE,
    "mfa_deactivate_totp": NONE,
    "mfa_view_recovery_codes": NONE,
    "mfa_generate_recovery_codes": NONE,
    "mfa_download_recovery_codes": NONE,
}


def filled(example: Example, *, world: World) -> dict[str, object]:
    """The values of an example, those with a colon taken from the world."""
    return {
        name: world.values[value[1:]] if isinstance(value, str) and value.startswith(":") else value
        for name, value in example.items()
    }
