"""The style sheet: layers in order, every rule in one, no colour outside the tokens."""

import re

import pytest

from cityloop.web.components.stylesheet import FOLDER, files, style_sheet

LAYERS = ("reset", "tokens", "base", "layout", "vendor", "components", "pages", "print")
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsl")
RULES = [path for path in files() if path.name != "layers.css"]
NAMES = [path.relative_to(FOLDER).as_posix() for path in RULES]


def test_layers_are_named_in_order_before_all_rules() -> None:
    first = style_sheet().text.decode().splitlines()[0]
    assert first == f"@layer {', '.join(LAYERS)};"


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_stands_in_the_layer_of_its_folder(name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", (FOLDER / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    outside = re.sub(r"^@layer \w+ \{.*?^\}", "", text, flags=re.DOTALL | re.MULTILINE)
    assert outside.strip() == ""


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name not in {"tokens.css", "print.css"}]
)
def test_colours_are_tokens(name: str) -> None:
    assert COLOUR.findall((FOLDER / name).read_text(encoding="utf-8")) == []


def test_every_token_that_is_used_exists() -> None:
    text = style_sheet().text.decode()
    used, named = set(re.findall(r"var\((--[\w-]+)\)", text)), set(re.findall(r"(--[\w-]+):", text))
    assert used - named == set()


def test_style_sheet_is_small() -> None:
    assert len(style_sheet().packed) < 12_000
