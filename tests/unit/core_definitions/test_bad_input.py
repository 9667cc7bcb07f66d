"""Every mistake in a reviewed text has one clear message with file, line and field."""

from pathlib import Path

import pytest

from tests.unit.core_definitions.city_folder import SpoiltCity, copied_city

LISTS = "duty_lists/2026-1.yaml"
WHERE = "definitions/demo"


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SpoiltCity:
    monkeypatch.chdir(tmp_path)
    return copied_city(tmp_path)


def test_unknown_agency_is_named_with_a_suggestion(city: SpoiltCity) -> None:
    line = city.line(LISTS, "lead: water-lighting")
    city.replace(LISTS, "lead: water-lighting", new="lead: water-lightning")
    assert city.messages() == [
        (
            f"{WHERE}/{LISTS} line {line}, field 'lead': agency 'water-lightning' is not in "
            "agencies.yaml; did you mean 'water-lighting'?"
        )
    ]


def test_unknown_field_is_named_with_a_suggestion(city: SpoiltCity) -> None:
    line = city.line("agencies.yaml", "peer_group:")
    city.replace("agencies.yaml", "peer_group:", new="per_group:")
    assert city.messages() == [
        (
            f"{WHERE}/agencies.yaml line {line}, field 'per_group': there is no such field; "
            "did you mean 'peer_group'?"
        )
    ]


def test_missing_field_is_named(city: SpoiltCity) -> None:
    line = city.line("areas.yaml", "code: southmere")
    city.replace("areas.yaml", "    level: district\n", new="")
    assert city.messages() == [f"{WHERE}/areas.yaml line {line}, field 'level': is missing; add it"]


def test_double_key_is_refused(city: SpoiltCity) -> None:
    line = city.line("city.yaml", "zone:")
    city.replace("city.yaml", "zone: Asia/Shanghai\n", new="zone: Asia/Shanghai\nzone: UTC\n")
    assert city.messages() == [
        (
            f"{WHERE}/city.yaml line {line + 1}, field 'zone': the key is "
            f"written twice, first in line {line}; remove one of the two"
        )
    ]


def test_double_code_is_refused(city: SpoiltCity) -> None:
    first = city.line("knowledge.yaml", "code: heating-temperature")
    second = city.line("knowledge.yaml", "code: planned-water-outage")
    city.replace("knowledge.yaml", "code: planned-water-outage", new="code: heating-temperature")
    assert city.messages() == [
        (
            f"{WHERE}/knowledge.yaml line {second}, field 'code': 'heating-temperature' stands "
            f"here a second time, first in line {first}; rename one"
        )
    ]


def test_file_in_another_encoding_is_refused(city: SpoiltCity) -> None:
    line = city.line("people.yaml", "林安")
    path = city.folder / "people.yaml"
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    (message,) = city.messages()
    assert message == (
        f"{WHERE}/people.yaml line {line}: byte 0xc1 is not UTF-8; "
        "save the file with encoding UTF-8"
    )


@pytest.mark.parametrize("content", ["", " \n\n", "\ufeff"])
def test_empty_file_is_refused(city: SpoiltCity, content: str) -> None:
    (city.folder / "areas.yaml").write_text(content, encoding="utf-8")
    assert city.messages() == [
        (
            f"{WHERE}/areas.yaml: the file is empty; "
            "see the same file of definitions/demo for its shape"
        )
    ]


def test_file_of_comments_is_refused(city: SpoiltCity) -> None:
    (city.folder / "areas.yaml").write_text("# nothing yet\n", encoding="utf-8")
    assert city.messages() == [
        f"{WHERE}/areas.yaml: the file holds comments only; see definitions/demo for its shape"
    ]


def test_tab_is_refused(city: SpoiltCity) -> None:
    line = city.line("areas.yaml", "    level: district")
    city.replace("areas.yaml", "    level: district", new="  \tlevel: district")
    assert city.messages() == [
        f"{WHERE}/areas.yaml line {line}: the line is indented with a tab; indent with two spaces"
    ]


def test_missing_file_is_named(city: SpoiltCity) -> None:
    (city.folder / "time_limits.yaml").unlink()
    assert city.messages() == [
        (
            f"{WHERE}/time_limits.yaml: cannot be read: no such file or directory; "
            "create the file or correct its name"
        )
    ]


def test_broken_yaml_names_the_line(city: SpoiltCity) -> None:
    line = city.line("money.yaml", "payers:")
    city.replace("money.yaml", "payers:", new="payers: ]")
    (message,) = city.messages()
    assert message.startswith(f"{WHERE}/money.yaml line {line}: is not YAML here: ")


@pytest.mark.parametrize("written", ["01/02/2026", "2026-1-1", "1 January 2026"])
def test_date_in_another_form_is_refused(city: SpoiltCity, written: str) -> None:
    line = city.line(LISTS, "valid_from:")
    city.replace(LISTS, "valid_from: 2026-01-01", new=f"valid_from: {written}")
    assert city.messages() == [
        (
            f"{WHERE}/{LISTS} line {line}, field 'valid_from': '{written}' is not a date in the "
            "one form read here, YYYY-MM-DD"
        )
    ]


def test_day_that_does_not_exist_is_refused(city: SpoiltCity) -> None:
    line = city.line(LISTS, "valid_from:")
    city.replace(LISTS, "valid_from: 2026-01-01", new="valid_from: 2026-02-30")
    assert city.messages() == [
        (
            f"{WHERE}/{LISTS} line {line}, field 'valid_from': '2026-02-30' is not a day of the "
            "calendar"
        )
    ]


def test_missing_language_is_named(city: SpoiltCity) -> None:
    line = city.line("areas.yaml", "en: Old Mill")
    city.replace("areas.yaml", "{ en: Old Mill, zh-hans: 老厂社区 }", new="{ en: Old Mill }")
    assert city.messages() == [
        f"{WHERE}/areas.yaml line {line}, field 'names': has no text in 'zh-hans'; add it"
    ]


def test_strange_language_is_named_with_a_suggestion(city: SpoiltCity) -> None:
    city.replace("areas.yaml", "zh-hans: 老厂社区 }", new="zh-hans: 老厂社区, zh-hant: 老廠社區 }")
    (message,) = city.messages()
    assert message.endswith(
        "language 'zh-hant' is not a language of the city; did you mean 'zh-hans'?"
    )


def test_unknown_member_of_an_enum_is_named_with_a_suggestion(city: SpoiltCity) -> None:
    line = city.line("areas.yaml", "level: subdistrict")
    city.replace("areas.yaml", "level: subdistrict", new="level: sub-district")
    assert city.messages() == [
        (
            f"{WHERE}/areas.yaml line {line}, field 'level': 'sub-district' is not known here; "
            "did you mean 'subdistrict'?"
        )
    ]


def test_all_mistakes_of_all_files_come_together(city: SpoiltCity) -> None:
    city.replace("areas.yaml", "level: district", new="level: distict")
    city.replace("areas.yaml", "level: community", new="level: comunity")
    city.replace("agencies.yaml", "kind: utility", new="kind: utilty")
    assert [message.split(":")[0] for message in city.messages()] == [
        f"{WHERE}/agencies.yaml line {city.line('agencies.yaml', 'utilty')}, field 'kind'",
        f"{WHERE}/areas.yaml line {city.line('areas.yaml', 'distict')}, field 'level'",
        f"{WHERE}/areas.yaml line {city.line('areas.yaml', 'comunity')}, field 'level'",
    ]


def test_amount_of_zero_is_refused(city: SpoiltCity) -> None:
    line = city.line("time_limits.yaml", "amount: 2, unit: hours")
    city.replace("time_limits.yaml", "amount: 2, unit: hours", new="amount: 0, unit: hours")
    assert city.messages() == [
        f"{WHERE}/time_limits.yaml line {line}, field 'amount': 0 must be greater than 0"
    ]


def test_list_where_a_value_is_wanted_is_refused(city: SpoiltCity) -> None:
    line = city.line("city.yaml", "zone:")
    city.replace("city.yaml", "zone: Asia/Shanghai", new="zone: [Asia/Shanghai]")
    assert city.messages() == [
        (
            f"{WHERE}/city.yaml line {line}, field 'zone': must be a single value, "
            "not a list or a mapping"
        )
    ]
