"""Drafts of definitions in the small invented city."""

from datetime import date
from typing import Any

from cityloop.flows.defining import trying, writing
from cityloop.flows.defining.writing import Saved
from cityloop.responsibility.models import DefinitionDraft, DryRun
from cityloop.responsibility.queries.versions import get_version
from tests.people import NOW, Cast

NEXT = date(2026, 4, 1)
LIST = """version: 2026-2
valid_from: 2026-04-01
duties:
  - row: 214
    code: light-1
    service_type: street-light
    actions: { en: Repair street lights, zh-hans: 维修路灯 }
    level: district
    state: basic
    lead: housing
  - row: 215
    code: rest-1
    service_type: public-space
    actions: { en: Look after public space, zh-hans: 管理公共空间 }
    level: district
    state: basic
    area: ferry
    lead: office
"""


def a_draft(cast: Cast, text: str = LIST, **more: Any) -> DefinitionDraft:  # noqa: ANN401 - see `begun`
    """A draft by the evaluator, of the responsibility list unless another kind is named."""
    draft = begun(cast, **more)
    return saved(cast, draft, text)


def begun(
    cast: Cast, *, kind: str = "duty_list", code: str = "testford", version: str = "2026-1"
) -> DefinitionDraft:
    """A draft that still says what its version says."""
    line = get_version(kind=kind, code=code, version=version, on=NOW.date())
    return writing.start_draft(line, by=cast.evaluator, at=NOW)


def saved(
    cast: Cast, draft: DefinitionDraft, text: str, *, valid_from: date | None = NEXT
) -> DefinitionDraft:
    """The draft with another text."""
    said = Saved(text=text, valid_from=valid_from, revision=draft.revision)
    return writing.save(draft, saved=said, by=cast.evaluator, at=NOW)


def tried(cast: Cast, draft: DefinitionDraft, *, sample: int = trying.SAMPLE) -> DryRun:
    """A dry run of the draft that has come to its end, in batches of two."""
    run = trying.begin(draft, sample=sample, by=cast.evaluator, at=NOW)
    while run.state == "running":
        run = trying.go_on(run, size=2, by=cast.evaluator, at=NOW)
    return run
