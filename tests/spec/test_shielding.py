"""The shield of a report of wrongdoing, as printed in the manual: shielding.txt (H19, 8).

That the accused agency's handler reads "not found" on the page, and that the attempt is written to
the audit trail, is shown on real pages: tests/integration/test_pages_permissions.py,
test_accused_agency_gets_not_found and test_attempt_of_the_accused_is_kept.
"""

import pytest

from cityloop.intake.rules.shielding import Report, Viewer, why_hidden
from tests.spec.tables import rows

REPORT = Report(
    shielded=True,
    accused_agencies=frozenset({"housing"}),
    accused_people=frozenset({"mo.ran"}),
    handling_agencies=frozenset({"supervision"}),
)


@pytest.mark.parametrize("row", rows("shielding", "sight"))
def test_report_is_seen_as_printed(row: dict[str, str]) -> None:
    viewer = Viewer(row["person"], row["role"], tuple(row["agencies"].split()))
    assert (why_hidden(REPORT, viewer=viewer) or "yes") == row["answer"]
