"""Sentences about duties in the languages of the staff pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """The names people read, by code; a code without a name is shown as it is."""

    service_types: Mapping[str, Names] = field(default_factory=dict)
    areas: Mapping[str, Names] = field(default_factory=dict)
    agencies: Mapping[str, Names] = field(default_factory=dict)


ANYWHERE = {"en": "the whole city", "zh-hans": "全市"}
SENTENCES: Mapping[str, Names] = {
    "duty": {
        "en": "row {rows} of list {version}: {service_type} in {area} -> {agency}; "
        "fallback not used",
        "zh-hans": "{version} 版职责清单第 {rows} 行：{area}的“{service_type}”由{agency}承办；"
        "未启用兜底",
    },
    "row_fallback": {
        "en": "row {rows} of list {version}: {service_type} in {area} has no lead; "
        "{agency} must organise the solution",
        "zh-hans": "{version} 版职责清单第 {rows} 行：{area}的“{service_type}”未定牵头单位，"
        "由{agency}兜底组织解决",
    },
    "district_fallback": {
        "en": "no row of list {version} covers {service_type} in {area}; the district "
        "government must organise the solution: {agency}",
        "zh-hans": "{version} 版职责清单中没有{area}“{service_type}”的承办单位，"
        "由区政府（{agency}）兜底组织解决",
    },
    "no_owner": {
        "en": "no row of list {version} covers {service_type} and the place is not known; "
        "the hotline centre consults",
        "zh-hans": "{version} 版职责清单中没有“{service_type}”的承办单位，地点也不明确，"
        "由热线中心会商",
    },
    "conflict": {
        "en": "rows {rows} of list {version} name different leads for {service_type} in {area}; "
        "the hotline centre consults",
        "zh-hans": "{version} 版职责清单第 {rows} 行对{area}“{service_type}”的承办单位规定不一致，"
        "由热线中心会商",
    },
    "no_list": {
        "en": "no responsibility list is valid on {version}; the hotline centre consults",
        "zh-hans": "{version} 没有生效的职责清单，由热线中心会商",
    },
}


def sentence(
    key: str, *, labels: Labels, codes: Mapping[str, str | None], rows: tuple[int, ...] = ()
) -> dict[str, str]:
    """The sentence in every language; `codes` holds version, service_type, area, agency."""
    return {
        language: pattern.format(
            version=codes.get("version"),
            rows=", ".join(map(str, rows)),
            service_type=_name(labels.service_types, codes.get("service_type"), language),
            area=_area(labels, codes.get("area"), language),
            agency=_name(labels.agencies, codes.get("agency"), language),
        )
        for language, pattern in SENTENCES[key].items()
    }


def _area(labels: Labels, code: str | None, language: str) -> str:
    return ANYWHERE[language] if code is None else _name(labels.areas, code, language)


def _name(names: Mapping[str, Names], code: str | None, language: str) -> str:
    if code is None:
        return ""
    return names.get(code, {}).get(language, code)
