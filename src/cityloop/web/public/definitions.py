"""The definitions in force, for everybody: as readable tables and as text to keep."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec
import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cityloop.core.definitions import to_plain
from cityloop.core.errors import NotFound
from cityloop.core.sentences import Sentence
from cityloop.core.withdrawal import city_day
from cityloop.flows.defining.texts import content_of
from cityloop.responsibility.choices import DefinitionKind
from cityloop.responsibility.queries.versions import Standing, VersionLine, get_version, versions
from cityloop.responsibility.rules.definitions import DutyListFile
from cityloop.web.components.guard import View, open_to_all
from cityloop.web.components.pages import page_number
from cityloop.web.definitions.tables import table_of
from cityloop.web.definitions.views import yaml_file
from cityloop.web.public.duties import LONGEST_SEARCH
from cityloop.web.public.guard import FiguresRequest, city_request

WIDTH = 100
# The one in C writes the same, ten times as fast, where the library was built with it.
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def _definitions_page(request: HttpRequest) -> HttpResponse:
    known = city_request(request)
    found = versions(on=city_day(known.at).date())
    lines = [
        {"line": one, "kind": DefinitionKind(one.kind).label}
        for one in found
        if one.standing != Standing.PAST
    ]
    return render(request, "public/definitions_page.html", {"lines": lines})


def _definition_page(request: HttpRequest, *, kind: str, code: str, version: str) -> HttpResponse:
    line = _line(city_request(request), kind=kind, code=code, version=version)
    typed = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    table = table_of(public_content(line), kind=kind, typed=typed, number=page_number(request))
    context = {
        "line": line,
        "kind": DefinitionKind(kind).label,
        "table": table,
        "listing": table,
        "typed": typed,
    }
    return render(request, "public/definition_page.html", context)


def _definition_file(request: HttpRequest, *, kind: str, code: str, version: str) -> HttpResponse:
    line = _line(city_request(request), kind=kind, code=code, version=version)
    return yaml_file(_text(line), name=f"{kind}-{code}-{version}")


definitions_page: View = open_to_all(_definitions_page)
definition_page: View = open_to_all(_definition_page)
definition_file: View = open_to_all(_definition_file)


def public_content(line: VersionLine) -> DutyListFile | Mapping[str, Any]:
    """What everybody may read of a version: a list without the duties that are not public.

    The office's text of it is not given out: it has those duties, and comments.
    """
    return _content(line)


# A version never changes, and its line holds its digest.
@lru_cache(maxsize=16)
def _content(line: VersionLine) -> DutyListFile | Mapping[str, Any]:
    content = content_of(line)
    if not isinstance(content, DutyListFile):
        return content
    public = tuple(duty for duty in content.duties if duty.public)
    return msgspec.structs.replace(content, duties=public)


@lru_cache(maxsize=16)
def _text(line: VersionLine) -> str:
    content = _content(line)
    plain = to_plain(content) if isinstance(content, DutyListFile) else content
    return yaml.dump(_said(plain), Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=WIDTH)


def _line(request: FiguresRequest, *, kind: str, code: str, version: str) -> VersionLine:
    if kind not in DefinitionKind.values:
        raise NotFound(Sentence("There is no version %(version)s of it.", version=version))
    return get_version(kind=kind, code=code, version=version, on=city_day(request.at).date())


def _said(value: Any) -> Any:  # noqa: ANN401 - any YAML
    """Without fields that say nothing."""
    if isinstance(value, Mapping):
        return {key: _said(one) for key, one in value.items() if one not in (None, [], {})}
    if isinstance(value, list | tuple):
        return [_said(one) for one in value]
    return value
