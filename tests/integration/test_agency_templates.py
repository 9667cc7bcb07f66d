"""Reply templates: kept by the agency, checked, put into an answer without a script."""

from typing import Any

import pytest

from cityloop.workorders.choices import OrderState
from cityloop.workorders.models import ReplyTemplate, WorkOrder
from tests.integration.visits import Visit, client_of
from tests.people import NOW, Cast, a_request, an_order

pytestmark = pytest.mark.django_db
NEW = "/agency/templates/new/"
WORDS = {
    "name_en": "Lamp replaced",
    "text_en": "About {number}, {service_type}: the lamp was replaced by {agency}.",
    "name_zh-hans": "灯具已更换",
    "text_zh-hans": "关于 {number}：灯具已由{agency}更换。",
    "outcome": "resolved",
}


def text(answer: Any) -> str:  # noqa: ANN401 - the test client's answer
    return " ".join(answer.content.decode().split())


@pytest.fixture
def kept(post: Visit) -> ReplyTemplate:
    """A template of the lighting agency."""
    post("head", NEW, **WORDS)
    return ReplyTemplate.objects.get()


def test_head_keeps_a_template_in_both_languages(kept: ReplyTemplate, cast: Cast) -> None:
    assert (kept.agency, set(kept.texts)) == (cast.town.lighting, {"en", "zh-hans"})


@pytest.mark.parametrize(
    ("field", "words", "says"),
    [
        ("text_en", "Dear {name}", "{name} is no place that can be filled in."),
        ("text_zh-hans", "您好 {phone}", "{phone} is no place that can be filled in."),
        ("text_en", "Half {number", "A brace stands alone"),
    ],
)
def test_unknown_place_is_told_at_its_field_and_nothing_is_kept(
    post: Visit, cast: Cast, field: str, words: str, says: str
) -> None:
    page = text(post("head", NEW, **{**WORDS, field: words}))
    assert (says in page, ReplyTemplate.objects.exists()) == (True, False)


def test_missing_language_is_told(post: Visit, cast: Cast) -> None:
    post("head", NEW, **{**WORDS, "text_zh-hans": ""})
    assert not ReplyTemplate.objects.exists()


def test_template_is_written_anew(post: Visit, kept: ReplyTemplate) -> None:
    post("head", f"/agency/templates/{kept.pk}/", **{**WORDS, "name_en": "Lamp changed"})
    kept.refresh_from_db()
    assert kept.names["en"] == "Lamp changed"


def test_retired_template_is_not_offered_and_can_come_back(
    post: Visit, see: Visit, kept: ReplyTemplate, running: WorkOrder
) -> None:
    address = f"/agency/work-orders/{running.number}/answer/"
    post("head", f"/agency/templates/{kept.pk}/retire/")
    retired = "Lamp replaced" in see("handler", address)
    post("head", f"/agency/templates/{kept.pk}/take-up/")
    assert (retired, "Lamp replaced" in see("handler", address)) == (False, True)


@pytest.mark.parametrize("page", ["", "retire/", "take-up/"])
def test_template_of_another_agency_does_not_exist(
    cast: Cast, kept: ReplyTemplate, page: str
) -> None:
    answer = client_of(cast, "officer").post(f"/agency/templates/{kept.pk}/{page}", WORDS)
    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["handler", "rival", "dispatcher", "stranger"])
def test_who_does_not_keep_templates_is_refused(cast: Cast, kept: ReplyTemplate, who: str) -> None:
    answer = client_of(cast, who).post(f"/agency/templates/{kept.pk}/retire/")
    kept.refresh_from_db()
    assert (answer.status_code, kept.retired_at) == (403, None)


@pytest.fixture
def running(cast: Cast) -> WorkOrder:
    return an_order(cast.town, state=OrderState.IN_PROGRESS, handler=cast.handler)


def test_template_is_put_into_the_answer_with_what_is_known(
    post: Visit, kept: ReplyTemplate, running: WorkOrder
) -> None:
    page = text(
        post("handler", f"/agency/work-orders/{running.number}/answer/", template=kept.pk, fill="1")
    )
    assert f"About {running.request.number}" in page
    assert "the lamp was replaced by Lighting" in page


def test_putting_in_answers_nothing(post: Visit, kept: ReplyTemplate, running: WorkOrder) -> None:
    address = f"/agency/work-orders/{running.number}/answer/"
    post("handler", address, template=kept.pk, fill="1", outcome="resolved", text="Typed.")
    running.refresh_from_db()
    assert running.state == OrderState.IN_PROGRESS


@pytest.mark.parametrize("typed", ["Dear Mei,", "Photo 7"])
def test_what_was_typed_stays(
    post: Visit, kept: ReplyTemplate, running: WorkOrder, typed: str
) -> None:
    address = f"/agency/work-orders/{running.number}/answer/"
    fields = {"text": "Dear Mei,", "evidence": "Photo 7", "fill": "1"}
    assert typed in text(post("handler", address, template=kept.pk, **fields))


def test_template_is_in_the_language_of_the_request(
    post: Visit, kept: ReplyTemplate, cast: Cast
) -> None:
    asked = a_request(cast.town, language="zh-hans")
    order = an_order(cast.town, request=asked, state=OrderState.IN_PROGRESS)
    page = text(
        post("handler", f"/agency/work-orders/{order.number}/answer/", template=kept.pk, fill="1")
    )
    assert f"关于 {asked.number}" in page


def test_template_of_another_agency_is_not_put_in(cast: Cast, running: WorkOrder) -> None:
    foreign = ReplyTemplate.objects.create(
        agency=cast.town.housing, names={"en": "X"}, texts={"en": "Housing secret"}, kept_at=NOW
    )
    answer = client_of(cast, "handler").post(
        f"/agency/work-orders/{running.number}/answer/", {"template": foreign.pk, "fill": "1"}
    )
    assert (answer.status_code, "Housing secret" in answer.content.decode()) == (404, False)
