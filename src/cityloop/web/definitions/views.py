"""Pages of definitions: what holds, one version as tables or as text, and a draft begun from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.core.withdrawal import city_day
from cityloop.flows.defining import writing
from cityloop.flows.defining.texts import content_of, text_of
from cityloop.responsibility import permissions as may
from cityloop.responsibility.choices import DefinitionKind
from cityloop.responsibility.queries.drafts import drafts
from cityloop.responsibility.queries.versions import VersionLine, get_version, versions
from cityloop.web.components.guard import StaffRequest, staff
from cityloop.web.components.pages import page_number
from cityloop.web.definitions.tables import table_of, types_table

LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class Series:
    """The versions of the texts of a kind, of each text the newest first."""

    kind: str | Promise
    lines: tuple[VersionLine, ...]


@staff(may.DEFINITION_LIST)
def definitions_page(request: StaffRequest) -> HttpResponse:
    found = versions(on=city_day(request.at).date())
    context = {
        "series": _series(found),
        "drafts": drafts(),
        "writes": may.DEFINITION_WRITE(request.actor, None) is None,
    }
    return render(request, "office/definitions/list_page.html", context)


def _series(lines: Iterable[VersionLine]) -> list[Series]:
    return [
        Series(DefinitionKind(kind).label, tuple(group))
        for kind, group in groupby(lines, key=lambda one: one.kind)
    ]


@staff(may.DEFINITION_LIST)
def types_page(request: StaffRequest) -> HttpResponse:
    typed = _typed(request)
    table = types_table(typed=typed, number=page_number(request))
    context = {"table": table, "listing": table, "typed": typed}
    return render(request, "office/definitions/types_page.html", context)


@staff(may.DEFINITION_LIST)
def version_page(request: StaffRequest, *, kind: str, code: str, version: str) -> HttpResponse:
    line = _line(request, kind=kind, code=code, version=version)
    typed = _typed(request)
    number = page_number(request)
    table = table_of(content_of(line), kind=kind, typed=typed, number=number)
    context = _about(request, line) | {"table": table, "listing": table, "typed": typed}
    return render(request, "office/definitions/version_page.html", context)


@staff(may.DEFINITION_LIST)
def text_page(request: StaffRequest, *, kind: str, code: str, version: str) -> HttpResponse:
    line = _line(request, kind=kind, code=code, version=version)
    context = _about(request, line) | {"text": text_of(line)}
    return render(request, "office/definitions/text_page.html", context)


@staff(may.DEFINITION_LIST)
def file_page(request: StaffRequest, *, kind: str, code: str, version: str) -> HttpResponse:
    line = _line(request, kind=kind, code=code, version=version)
    return yaml_file(text_of(line), name=f"{kind}-{code}-{version}")


def yaml_file(text: str, *, name: str) -> HttpResponse:
    """A text as a file to keep."""
    headers = {"Content-Disposition": f'attachment; filename="{slugify(name)}.yaml"'}
    return HttpResponse(text, content_type="application/yaml; charset=utf-8", headers=headers)


@require_POST
@staff(may.DEFINITION_WRITE)
def start_page(request: StaffRequest, *, kind: str, code: str, version: str) -> HttpResponse:
    line = _line(request, kind=kind, code=code, version=version)
    draft = writing.start_draft(line, by=request.user, at=request.at)
    messages.success(request, _("A draft has begun. Give it a version and a first day of its own."))
    return redirect("definition_edit", pk=draft.pk)


def _typed(request: StaffRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST_SEARCH]


def _line(request: StaffRequest, *, kind: str, code: str, version: str) -> VersionLine:
    if kind not in DefinitionKind.values:
        raise NotFound(Sentence("There is no version %(version)s of it.", version=version))
    day = city_day(request.at).date()
    return get_version(kind=kind, code=code, version=version, on=day)


def _about(request: StaffRequest, line: VersionLine) -> dict[str, object]:
    return {
        "line": line,
        "kind": DefinitionKind(line.kind).label,
        "writes": may.DEFINITION_WRITE(request.actor, None) is None,
    }
