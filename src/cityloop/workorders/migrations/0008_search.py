"""An agency finds the words of its own orders: a request says to whom it was sent, and where."""

from django.db import migrations

from cityloop.core.search import WordIndex
from cityloop.core.search_scope import ScopeWords, WordScope

# The agency of an order, its area, and every area that this one lies in.
TOKENS = {
    "sqlite": (
        "' \u00a7a' || {row}.agency_id || coalesce((SELECT group_concat(' \u00a7r' || above.id, '') "
        "FROM places_area own, json_each(own.chain) part "
        "JOIN places_area above ON above.code = part.value WHERE own.id = {row}.area_id), '')"
    ),
    "postgresql": (
        "' ''\u00a7a' || {row}.agency_id || '''' || "
        "coalesce((SELECT string_agg(' ''\u00a7r' || above.id || '''', '') "
        "FROM places_area own CROSS JOIN jsonb_array_elements_text(own.chain) part "
        "JOIN places_area above ON above.code = part WHERE own.id = {row}.area_id), '')"
    ),
}
ORDER_SCOPE = WordScope(
    index=WordIndex(
        table="intake_requestwords",
        source="intake_servicerequest",
        texts=("title", "text", "address"),
        moment="received_at",
        hidden="shielded",
    ),
    table="workorders_workorder",
    link="request_id",
    columns=("agency_id", "area_id"),
    tokens=TOKENS,
)


class Migration(migrations.Migration):
    dependencies = [("workorders", "0007_field"), ("intake", "0005_search")]

    operations = [ScopeWords(ORDER_SCOPE)]
