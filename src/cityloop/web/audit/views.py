"""The audit trail: who did or tried what, and a table of it to take away."""

import csv
from dataclasses import replace
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cityloop.accounts.permissions import AUDIT_SEE
from cityloop.core.operations import audit
from cityloop.core.trail import AuditFilter, audit_events, looks_by_person
from cityloop.intake.queries import listing_of
from cityloop.web.audit.forms import TrailForm
from cityloop.web.audit.presenters import shown_lines, table_row, trail_line
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number

PAGE_SIZE = 50
MOST_PEOPLE = 10
LOOKS_SINCE = timedelta(days=30)
# A table is for a question, not for a copy of the trail.
MOST_ROWS = 10_000
HEAD = ("at", "by", "what", "subject", "reason")


@staff(AUDIT_SEE)
def trail_page(request: StaffRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    rows = audit_events(form.wanted()).select_related("by")
    listing = listing_of(rows, line=trail_line, number=page_number(request), size=PAGE_SIZE)
    looks = AuditFilter(what="identity", since=request.at - LOOKS_SINCE)
    context = {
        "listing": replace(listing, rows=shown_lines(listing.rows, actor=request.actor)),
        "form": form,
        "narrowed": bool(form.narrowed),
        "looks": looks_by_person(looks, most=MOST_PEOPLE),
        "days": LOOKS_SINCE.days,
        "most": MOST_ROWS,
    }
    return render(request, "audit/trail_page.html", context)


@require_POST
@staff(AUDIT_SEE)
def export(request: StaffRequest) -> HttpResponse:
    form = TrailForm(request.POST)
    rows = audit_events(form.wanted()).select_related("by")[:MOST_ROWS]
    lines = shown_lines([trail_line(row) for row in rows], actor=request.actor)
    told = f"{form.narrowed or 'everything'}: {len(lines)}"
    audit(what="audit.exported", subject="audit", reason=told, by=request.user, at=request.at)
    name = f"audit-{timezone.localtime(request.at):%Y-%m-%d}.csv"
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    # With this mark a spreadsheet reads the Chinese in it.
    answer.write("\ufeff")
    table = csv.writer(answer)
    table.writerow(HEAD)
    table.writerows(map(table_row, lines))
    return answer
