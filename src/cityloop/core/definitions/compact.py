"""Rows that say only what is their own: `defaults`, `like` and `by_area` of a reviewed text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from cityloop.core.definitions.problems import Problems, suggestion
from cityloop.core.definitions.source import Document, pairs_of

DEFAULTS, LIKE, BY_AREA = "defaults", "like", "by_area"
Pair = tuple[yaml.Node, yaml.Node]


@dataclass(frozen=True, slots=True)
class Compact:
    """Marks a list of a file whose rows may name defaults and be spread over areas.

    `defaults: {name: fields}` stands beside the list. A row or later defaults with `like: name`
    or `like: [a, b]` take the fields that they do not write themselves, from the first that has
    them. A row with `by_area: {area: fields}` stands for one row for each area, with `area`, the
    code with the area behind it, and `row` counting up. What a row writes itself wins over all
    that it takes from defaults; fields of one area win over those of all. Every value keeps the
    line on which it is written.
    """


@dataclass(slots=True)
class _Rows:
    document: Document
    problems: Problems
    known: dict[str, dict[str, Pair]] = field(default_factory=dict)

    def note(self, node: yaml.Node, *, about: str, text: str) -> None:
        line = node.start_mark.line + 1
        self.problems.add(self.document.file, text=text, line=line, about=about)

    def pairs(self, node: yaml.Node, *, about: str) -> dict[str, Pair]:
        if isinstance(node, yaml.MappingNode):
            return pairs_of(node, document=self.document, problems=self.problems)
        self.note(node, about=about, text="must be a mapping of fields, 'name: value'")
        return {}

    def learn(self, node: yaml.Node) -> None:
        for name, (_, fields) in self.pairs(node, about=DEFAULTS).items():
            self.known[name] = self.filled(self.pairs(fields, about=name))

    def filled(self, pairs: dict[str, Pair]) -> dict[str, Pair]:
        """The fields of a row with those of the defaults it names, without `like`."""
        taken: dict[str, Pair] = {}
        for name in _names(pairs[LIKE][1]) if LIKE in pairs else ():
            taken |= self.defaults(name)
        return taken | {name: pair for name, pair in pairs.items() if name != LIKE}

    def defaults(self, name: yaml.ScalarNode) -> dict[str, Pair]:
        code = str(name.value)
        if code not in self.known:
            hint = suggestion(code, options=self.known)
            self.note(name, about=LIKE, text=f"there are no defaults '{code}' above{hint}")
        return self.known.get(code, {})

    def spelt(self, node: yaml.Node) -> Iterator[yaml.Node]:
        """The row itself, or the rows that it stands for."""
        if not isinstance(node, yaml.MappingNode) or not _is_compact(node):
            yield node
            return
        pairs = self.pairs(node, about="")
        row = self.filled(pairs)
        areas = row.pop(BY_AREA, None)
        if areas is None:
            yield _mapping(row, at=node)
            return
        if "area" in row:
            text = "stands beside 'by_area', which names the areas; keep one"
            self.note(row["area"][0], about="area", text=text)
        written = {} if BY_AREA in pairs else {name: row[name] for name in pairs if name in row}
        for number, (area, pair) in enumerate(self.pairs(areas[1], about=BY_AREA).items()):
            own = self.filled(self.pairs(pair[1], about=area))
            yield _mapping(_in_area(row | own | written, area=pair[0], number=number), at=pair[0])


def spell_out(document: Document, *, section: str, problems: Problems) -> None:
    """Replace the section's rows by what they stand for and take `defaults` out of the file.

    Mistakes are noted in `problems`; a section of another shape stays as it is.
    """
    root = document.root
    if not isinstance(root, yaml.MappingNode):
        return
    rows = _Rows(document, problems)
    for key, value in root.value:
        if key.value == DEFAULTS:
            rows.learn(value)
    root.value = [pair for pair in root.value if pair[0].value != DEFAULTS]
    for key, value in root.value:
        if key.value == section and isinstance(value, yaml.SequenceNode):
            value.value = [spelt for row in value.value for spelt in rows.spelt(row)]


def _is_compact(node: yaml.MappingNode) -> bool:
    return any(key.value in (LIKE, BY_AREA) for key, _ in node.value)


def _names(node: yaml.Node) -> list[yaml.ScalarNode]:
    # The last wins when they are laid over each other, and that must be the first named.
    nodes = list(reversed(node.value)) if isinstance(node, yaml.SequenceNode) else [node]
    return [one for one in nodes if isinstance(one, yaml.ScalarNode)]


def _in_area(row: dict[str, Pair], *, area: yaml.Node, number: int) -> dict[str, Pair]:
    key = yaml.ScalarNode(area.tag, "area", area.start_mark, area.end_mark)
    made = row | {"area": (key, area)}
    if "code" in row:
        made["code"] = _written(row["code"], text=f"{row['code'][1].value}-{area.value}")
    if "row" in row and str(row["row"][1].value).isdecimal():
        made["row"] = _written(row["row"], text=str(int(row["row"][1].value) + number))
    return made


def _written(pair: Pair, *, text: str) -> Pair:
    key, value = pair
    return key, yaml.ScalarNode(value.tag, text, value.start_mark, value.end_mark)


def _mapping(row: dict[str, Pair], *, at: yaml.Node) -> yaml.MappingNode:
    return yaml.MappingNode("tag:yaml.org,2002:map", [*row.values()], at.start_mark, at.end_mark)
