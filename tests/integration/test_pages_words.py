"""Words of the pages: both languages, errors, the first page of each role."""

import pytest
from django.test import Client

from cityloop.config.translations import catalogues, messages, untranslated
from tests.people import Cast, an_order

FIRST_PAGES = {
    "operator": "/hotline/",
    "dispatcher": "/hotline/inbox/",
    "handler": "/agency/work-orders/",
    "caller": "/call-back/",
    "adjudicator": "/office/objections/",
    "coordinator": "/office/extensions/",
    "evaluator": "/office/board/",
    "approver": "/office/evaluation/",
}


def test_no_text_is_without_translation() -> None:
    assert [text for path in catalogues() for text in untranslated(path)] == []


def test_texts_are_found_in_templates_and_in_python() -> None:
    found = messages()
    assert {("Take a request", ""), ("Skip to the content", "")} <= set(found)


@pytest.mark.parametrize("who", FIRST_PAGES)
def test_home_sends_a_person_to_the_first_page_of_the_role(
    cast: Cast, client: Client, who: str
) -> None:
    client.force_login(getattr(cast, who))
    assert client.get("/")["Location"] == FIRST_PAGES[who]


def test_home_without_roles_says_what_to_do(cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    assert "none of your roles has pages here" in client.get("/").content.decode()


def test_home_welcomes_the_signed_out(cast: Cast, client: Client) -> None:
    assert "A city that answers" in client.get("/").content.decode()


@pytest.mark.django_db
def test_home_without_a_city_says_how_to_load_one(client: Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, "cityloop demo" in answer.content.decode()) == (404, True)


def test_chosen_language_holds_on_the_next_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.handler)
    client.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"})
    assert "工单" in client.get("/agency/work-orders/").content.decode()


def test_chinese_order_page_says_why_it_was_sent_in_chinese(cast: Cast, client: Client) -> None:
    order = an_order(cast.town)
    client.force_login(cast.handler)
    page = client.get(
        f"/agency/work-orders/{order.number}/", headers={"accept-language": "zh-hans"}
    )
    assert "2026-1 版职责清单第 214 行" in page.content.decode()


def test_chinese_refusal_is_in_chinese(cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    page = client.get("/hotline/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "这属于其他角色的职责：接线员。" in page


def test_missing_page_is_not_found_in_words(cast: Cast, client: Client) -> None:
    answer = client.get("/no/such/page/")
    assert "There is no such page" in answer.content.decode()


def test_refused_part_is_a_part(cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    page = client.post("/hotline/hints/", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in page


def test_policy_forbids_inline_scripts(cast: Cast, client: Client) -> None:
    assert "default-src 'self'" in client.get("/")["Content-Security-Policy"]


def test_sign_in_page_wears_our_frame(cast: Cast, client: Client) -> None:
    assert "Skip to the content" in client.get("/accounts/login/").content.decode()
