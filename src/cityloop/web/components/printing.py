"""A page as PDF: a template of `templates/pdf`, which holds its styles, printed by a flow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from cityloop.accounts.models import User
from cityloop.flows.printing import printed
from cityloop.web.citizen.guard import CitizenRequest
from cityloop.web.components.guard import StaffRequest

# Styles of a page do not reach into a picture on paper; the picture brings its own.
PICTURE = (
    "<style>text{font:13px sans-serif;fill:#333}.title{font-size:15px;font-weight:600;fill:#000}"
    ".grid{stroke:#ccc}.axis{stroke:#444}.line{fill:none;stroke-width:2}"
    ".dash{stroke-dasharray:6 4}.key{fill:#000}"
    ".s0{fill:#005b96;stroke:#005b96}.s1{fill:#b8500a;stroke:#b8500a}"
    ".s2{fill:#00735a;stroke:#00735a}.s3{fill:#8f4a7a;stroke:#8f4a7a}"
    ".line.s0,.line.s1,.line.s2,.line.s3{fill:none}</style>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is printed: a template, the number or code that it is about, and for whom."""

    template: str
    about: str
    by: User | None = None


def pdf_answer(
    request: StaffRequest | CitizenRequest, paper: Paper, *, context: Mapping[str, Any]
) -> HttpResponse:
    """The page as a file to open; nobody between keeps a copy. Raises PrinterMissing."""
    given = {
        **context,
        "at": request.at,
        "reader": "" if paper.by is None else paper.by.get_full_name() or paper.by.username,
        "home": request.build_absolute_uri("/"),
    }
    html = render_to_string(paper.template, given, request)
    made = printed(html, subject=paper.about, by=paper.by, at=request.at)
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{paper.about}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )


def picture_on_paper(svg: str) -> str:
    """A drawn picture with the styles that it has on paper."""
    return svg.replace(">", f">{PICTURE}", 1)
