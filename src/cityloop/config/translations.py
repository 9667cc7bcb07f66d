"""Translations: what the code says to people, what is not yet translated, and the compiled files.

`python -m cityloop.config.translations` compiles every .po to the .mo that Django reads;
with `--update` it first adds the sentences found in the code and drops those that are gone.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "locale"
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "Sentence"}
PLURAL_MARKERS = {"ngettext", "ngettext_lazy"}
Message = tuple[str, str]


def messages() -> dict[Message, set[str]]:
    """Every (text, plural or "") that people read, with the files that say it."""
    found: dict[Message, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in {".py", ".html"} or "migrations" in path.parts:
            continue
        for message in _messages_of(path):
            found.setdefault(message, set()).add(path.relative_to(PACKAGE).as_posix())
    return found


def _messages_of(path: Path) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _in_python(text)
    elif "{%" in text:
        from django.utils.translation.template import templatize  # noqa: PLC0415 - needs settings

        yield from _in_python(_runnable(templatize(text)))


_TEXT = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(
    rf"(?:(?<![\w])_\(\s*{_TEXT}|gettext\(\s*{_TEXT}|ngettext\(\s*{_TEXT}\s*,\s*{_TEXT})"
)


def _runnable(templatized: str) -> str:
    """Only the calls of what `templatize` makes of a template, one a line."""
    return "\n".join(f"{match.group()})" for match in _CALL.finditer(templatized))


def _in_python(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else name
        texts = [_constant(argument) for argument in node.args[:2]]
        if name in MARKERS and texts[0]:
            yield texts[0], ""
        elif name in PLURAL_MARKERS and len(texts) > 1 and texts[0] and texts[1]:
            yield texts[0], texts[1]


def _constant(node: ast.expr) -> str:
    """The text of a literal; "" for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""


def catalogues() -> list[Path]:
    """The .po files of the project."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def untranslated(path: Path) -> list[str]:
    """Texts of the code that the catalogue lacks or leaves empty."""
    entries = {(entry.msgid, entry.msgid_plural): entry for entry in polib.pofile(str(path))}
    return [
        text
        for (text, plural) in messages()
        if (text, plural) not in entries or not entries[text, plural].translated()
    ]


def update(path: Path) -> None:
    """Add the texts that are new and drop those that the code no longer says."""
    catalogue = polib.pofile(str(path))
    wanted = messages()
    known = {(entry.msgid, entry.msgid_plural): entry for entry in catalogue}
    catalogue[:] = [known.get(message) or _entry(message) for message in wanted]
    catalogue.save()


def _entry(message: Message) -> polib.POEntry:
    text, plural = message
    if plural:
        return polib.POEntry(msgid=text, msgid_plural=plural, msgstr_plural={0: ""})
    return polib.POEntry(msgid=text, msgstr="")


def compile_all() -> None:
    """Write the .mo beside every .po."""
    for path in catalogues():
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


if __name__ == "__main__":
    if "--update" in sys.argv[1:]:
        import os

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cityloop.config.settings")
        for catalogue_path in catalogues():
            update(catalogue_path)
    compile_all()
