"""The schemas judge as gkcat does, are fresh in schema/, and offer the catalogue's own words.

The judge here is jsonschema (PyPI) on YAML 1.2 as any editor reads it, knowing nothing of gkcat.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from conftest import CASES
from examples import around
from gkcat import opendata
from gkcat.catalog import Catalog, read_catalog
from gkcat.finding import Finding
from gkcat.layout import read_layout
from gkcat.rules import check_unit
from gkcat.schema import schemas, text
from gkcat.scope import Context
from gkcat.tables import TABLES
from gkcat.unit import read_card, read_unit

ROOT = Path(__file__).parents[1]
JUDGED = {
    "GK008",  # unknown-key
    "GK009",  # missing-key
    "GK010",  # wrong-shape
    "GK011",  # bad-value
    "GK102",  # unknown-stage
    "GK110",  # unknown-channel
    "GK140",  # unknown-power-type
}


def catalog_of(root: Path) -> Catalog:
    files = {path.stem: path.read_bytes() for path in sorted((root / "catalog").glob("*.yaml"))}
    roster = read_catalog(files, {})[0].roster
    read = {unit: read_card(unit, (root / "units" / unit / "unit.yaml").read_bytes())[0] for unit in roster}
    cards = {unit: card for unit, card in read.items() if card}
    catalog, findings = read_catalog(files, cards)
    assert not findings
    return catalog


BASE = catalog_of(CASES / "base")
JUDGES = {kind: Draft202012Validator(each, format_checker=FormatChecker()) for kind, each in schemas(BASE).items()}


class Constructor(SafeConstructor):
    """YAML 1.2's core schema, which has no dates: ruamel would make one of 2017-10-12."""


Constructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def loaded(source: str) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = Constructor
    return yaml.load(source)


# ── in the repository ────────────────────────────────────────────────────────


def test_the_schemas_in_the_repository_are_fresh() -> None:
    made = {f"{kind}.schema.json": text(schema) for kind, schema in schemas(catalog_of(ROOT)).items()}
    made[opendata.SCHEMA] = text(opendata.schema())
    made["export-item.schema.json"] = text(opendata.line_schema())
    kept = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "schema").glob("*.json")}
    assert made == kept, "please run gkcat schema"


def test_every_kind_of_file_has_a_sound_schema() -> None:
    made = schemas(BASE)
    assert made.keys() == {"items", "unit", "powers", "catalog", "review", "layout", "synonyms", *TABLES}
    for schema in made.values():
        Draft202012Validator.check_schema(schema)


def samples() -> Iterator[Any]:
    for path in sorted([*ROOT.glob("catalog/*.yaml"), *ROOT.glob("units/*/*.yaml"), *ROOT.glob("templates/layouts/*")]):
        kind = path.stem
        if path.parent.name == "layouts":
            kind = "synonyms" if path.stem == "synonyms" else "layout"
        elif path.parent.name != "catalog":
            kind = kind if kind in ("unit", "powers") else "items"
        yield pytest.param(kind, path, id=str(path.relative_to(ROOT)))


@pytest.mark.parametrize(("kind", "path"), [*samples()])
def test_every_file_of_the_repository_fits_its_schema(kind: str, path: Path) -> None:
    schema = json.loads((ROOT / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    wrong = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(loaded(path.read_text("utf-8")))
    assert [error.message for error in wrong] == []


# ── the schema and gkcat agree ───────────────────────────────────────────────

HEAD = """\
title: 目录
jurisdiction: {name: 示范市, level: 县级}
issuer: 市政府办
edition: 2026
as_of: 2026-11-01
units: [jyj, zrzyj]
"""
ITEM = "domain: zhengdi\nitems:\n  - id: zd-1\n    name: 甲\n    power_type: 其他行政权力\n"

FRAGMENTS = {
    # a disclosure
    "channel: 政府网站": True,
    "channel: [政府网站]": True,
    "channel:": True,  # missing, which is a rule's business
    "channel: [政府网站, ]": True,
    "channel: 市政府门户网站": False,
    "channel: [政府网站, 不知道]": False,
    "channel: ['']": False,
    "channel: {a: b}": False,
    "channel: [[政府网站]]": False,
    "stage: 执行": True,
    "stage: 决策公开": False,
    "stage:": False,
    "stage: [决策]": False,
    "owner: 12345": True,
    "owner: [市自然资源局, 市教育局]": False,
    "owner: {name: 市自然资源局}": False,
    "owner:": True,
    "deadline: 2026-01-01": True,
    "deadline: 20": True,
    "content: 征收范围": True,
    "content: [001, 1.5, true, 2026-01-01]": True,
    "content: {征收范围: 是}": False,
    "content: [[征收范围]]": False,
    "scope: 部分公开": True,
    "scope: {degree: 部分公开, audience: 特定群体：被征地农民, mode: 依申请公开, level: [县级, 乡级]}": True,
    "scope: {degree: 全部公开, level: 县级, note: }": True,
    "scope: {degree: 全部公开, level: }": True,
    "scope:": True,
    "scope: 大部分公开": False,
    "scope: [全部公开]": False,
    "scope: {audience: 全社会}": False,
    "scope: {degree: 全部公开, audience: 特定群体：}": False,
    "scope: {degree: 全部公开, audience: 农民}": False,
    "scope: {degree: 全部公开, audience: }": False,
    "scope: {degree: 全部公开, mode: 被动公开}": False,
    "scope: {degree: 全部公开, level: 县}": False,
    "scope: {degree: 全部公开, levels: 县级}": False,
    "secrecy: {result: 可以公开, by: 局长, on: 2026-10-12}": True,
    "secrecy: {result: 可以公开, by: 局长, on: '2026-10-12'}": True,
    "secrecy: {result: 可以公开, by: 局长, on: 2026-02-30}": False,
    "secrecy: {result: 可以公开, by: 局长, on: 2026-2-3}": False,
    "secrecy: {result: 可以公开, by: 局长, on: 20261012}": False,
    "secrecy: {result: 可以公开, by: 局长, on: }": False,
    "secrecy: {result: 可以公开, by: 局长}": False,
    "secrecy: {result: 可以公开, by: , on: 2026-10-12}": False,
    "secrecy:": False,
    "published: [{url: 'https://a.cn', on: 2026-10-12}]": True,
    "published: []": True,
    "published:": False,
    "published: {url: 'https://a.cn', on: 2026-10-12}": False,
    "published: [{url: 'https://a.cn'}]": False,
    "deadlin: 自信息形成之日起20个工作日内": False,
    # an item
    "id: zd-001": True,
    "id: 001": True,
    "id: a1-b2": True,
    "id: true": True,
    "id: ZD-001": False,
    "id: zd_001": False,
    "id: -5": False,
    "id: 1.5": False,
    "id:": False,
    "id: [zd-001]": False,
    f"id: {'a' * 41}": False,
    "name: 001": True,
    "name: true": True,
    "name: 2026-01-01": True,
    "name:": False,
    "name: [甲]": False,
    "power_type: 行政许可": True,
    "power_type: 行政审批": False,
    "power_type:": False,
    "power_code: 0610881001": True,
    "power_code: 1e5": True,
    "section: 12": True,
    "group: {a: b}": False,
    "basis: 《中华人民共和国土地管理法》第四十七条": True,
    "basis:": True,
    "basis: {法律: 条}": False,
    "disclosures: []": True,
    "disclosures:": False,
    "disclosures: 无": False,
    "withheld: {reason: 个人隐私, basis: 《中华人民共和国政府信息公开条例》第十五条}": True,
    "not_applicable: {执行: 没有这个环节, 其他: }": True,
    "not_applicable: 执行": False,
    "not_applicable: {执行: [没有]}": False,
    "withheld: 个人隐私": False,
    "withheld:": False,
    "withheld: {reasons: 个人隐私}": False,
}

DOCUMENTS = {
    ("items", ITEM): True,
    ("items", "domain: zhengdi\nitems:\n"): True,
    ("items", "domain: zhengdi\nitems: []\ndefaults:\n"): True,
    ("items", ITEM + "defaults: {owner: 市教育局, channel: 政府网站, scope: 全部公开}\n"): True,
    ("items", ITEM + "defaults: {stage: 决策}\n"): False,
    ("items", ITEM + "defaults: [市教育局]\n"): False,
    ("items", ITEM + "defaults: {scope: 公开}\n"): False,
    ("items", ITEM + "defaults: {secrecy: 可以公开}\n"): False,
    ("items", ITEM + "note: 多余\n"): False,
    ("items", "domain: zhengdi\n"): False,
    ("items", "items: []\n"): False,
    ("items", "domain: zhengdi\nitems: {id: zd-1}\n"): False,
    ("items", "domain: zhengdi\nitems: [甲]\n"): False,
    ("items", "domain: zhengdi\nitems: 无\n"): False,
    ("items", "- domain: zhengdi\n"): False,
    ("items", ""): False,
    ("unit", "name: 市教育局\npublic_phone: 12345\nliaison: true\nleader:\n"): True,
    ("unit", "name: 001\n"): True,
    ("unit", "short_name: 市教育局\n"): False,
    ("unit", "name:\n"): False,
    ("unit", "name: 市教育局\nphone: 12345\n"): False,
    ("unit", "name: 市教育局\npublic_phone: [12345]\n"): False,
    ("powers", "powers:\n"): True,
    ("powers", "powers: [{code: 0610881001, name: 甲, type: 行政许可}]\n"): True,
    ("powers", "powers: [{code: 0610881001, name: 甲}]\n"): False,
    ("powers", "powers: [{code: 0610881001, name: 甲, type: }]\n"): False,
    ("powers", "powers: {code: 1}\n"): False,
    ("powers", "power: []\n"): False,
    ("catalog", HEAD): True,
    ("catalog", HEAD + "phases: [{name: 启动, start: 2026-09-01, end: 2026-09-30, tasks: 部署}]\n"): True,
    ("catalog", HEAD + "phases: [{name: 启动, start: 九月, end: 2026-09-30}]\n"): False,
    ("catalog", HEAD + "phases:\n"): False,
    ("catalog", HEAD + "rules: {GK130: {severity: warning}}\n"): True,
    ("catalog", HEAD + "rules: {GK130: {severity: off, reason: 试行}}\n"): True,
    ("catalog", HEAD + "rules: {GK130: {severity: off}}\n"): False,
    ("catalog", HEAD + "rules: {GK130: {severity: off, reason: }}\n"): False,
    ("catalog", HEAD + "rules: {GK130: {severity: info}}\n"): False,
    ("catalog", HEAD + "rules: {GK13: {severity: error}}\n"): False,
    ("catalog", HEAD + "site: {title: 公开, base_url: }\n"): True,
    ("catalog", HEAD + "site: {name: 公开}\n"): False,
    ("catalog", HEAD + "site: {base_url: 'https://www.example.gov.cn:8443/mulu/'}\n"): True,
    ("catalog", HEAD + "site: {base_url: 'http://['}\n"): False,
    ("catalog", HEAD + "site: {base_url: 'javascript:alert(1)'}\n"): False,
    ("catalog", HEAD + "site: {base_url: www.example.gov.cn}\n"): False,
    ("catalog", HEAD.replace("[jyj, zrzyj]", "[jyj, Zrzyj]")): False,
    ("catalog", HEAD.replace("[jyj, zrzyj]", "jyj")): False,
    ("catalog", HEAD.replace("县级", "市辖区")): False,
    ("catalog", HEAD.replace("2026-11-01", "2026-11-31")): False,
    ("catalog", HEAD.replace("edition: 2026\n", "")): False,
    ("domains", "domains: [{id: jiaoyu, name: 教育, units: [jyj]}]\n"): True,
    ("domains", "domains: [{id: jiaoyu, name: 教育, units: jyj}]\n"): False,
    ("domains", "domains: [{id: 教育, name: 教育}]\n"): False,
    ("domains", "domain: []\n"): False,
    ("stages", "stages: [{name: 决策, five: true, elements: [{name: 会议, words: 会议}]}]\n"): True,
    ("stages", "stages: [{name: 决策, five: yes}, {name: 执行, five: 1}, {name: 管理, five: OFF}]\n"): True,
    ("stages", "stages: [{name: 决策, five: 是}]\n"): False,
    ("stages", "stages: [{name: 决策, five: 2}]\n"): False,
    ("stages", "stages: [{name: 决策, five: }]\n"): False,
    ("power_types", "power_types: [{name: 行政许可, stages: 结果}]\n"): True,
    ("power_types", "power_types: [{name: 行政许可, powers: [true]}]\n"): False,
    ("channels", "channels: [{name: 12345, aliases: [12345热线]}]\n"): True,
    ("channels", "channels: [{label: 政府网站}]\n"): False,
    ("laws", "laws: [{title: 土地管理法, effective: 2020-01-01, articles: false, short: }]\n"): True,
    ("laws", "laws: [{title: 土地管理法, effective: 2020年}]\n"): False,
    ("laws", "laws: [{title: 土地管理法, effective: }]\n"): False,
    ("limits", "limits: [{name: 一般, longest: 20个工作日, stages: 结果, basis: 条例}]\n"): True,
    ("limits", "limits: [{name: 一般, longest: 20个工作日}]\n"): False,
    ("withholding", "reasons: [{name: 国家秘密, basis: 条例}]\n"): True,
    ("withholding", "withholding: [{name: 国家秘密, basis: 条例}]\n"): False,
    ("subjects", "subjects:\n"): True,
    ("subjects", "subjects: [{name: 供水企业, short: 水厂}]\n"): False,
    ("retired", "retired: [{unit: jyj, id: jy-001, on: 2026-01-01}]\n"): True,
    ("retired", "retired: [{unit: jyj}]\n"): False,
    ("layout", "title: 表\nrows: items\ncolumns: [{head: 名称, value: item.name, width: 12.5, merge: true}]\n"): True,
    ("layout", "title: 表\nrows: items\ncolumns: [{head: 组, columns: [{head: 名称, value: item.name}]}]\n"): True,
    ("layout", "title: 表\nrows: items\ncolumns: [{head: 名称, value: item.nam}]\n"): False,
    ("layout", "title: 表\nrows: items\ncolumns: [{head: 名称, value: }]\n"): False,
    ("layout", "title: 表\nrows: items\ncolumns: [{head: 组, columns: [{head: 名称, valu: item.name}]}]\n"): False,
    ("layout", "title: 表\nrows: items\ncolumns: [{head: 名称, width: 0}]\n"): False,
    ("layout", "title: 表\nrows: items\ncolumns: [{head: 名称, width: 201}]\n"): False,
    ("layout", "title: 表\nrows: items\ncolumns: [{head: 名称, width: 宽}]\n"): False,
    ("layout", "title: 表\nrows: row\n"): False,
    ("layout", "title: 表\nrows: items\nfacts: [{head: 全称}]\n"): False,
}


def faults(kind: str, source: str) -> set[str]:
    """The codes of what gkcat finds in a file of this kind that a schema could say as well."""
    return {finding.code for finding in found(kind, source.encode())} & JUDGED


def found(kind: str, data: bytes) -> list[Finding]:
    if kind == "layout":
        return read_layout("templates/layouts/x.yaml", data)[1]
    if kind in TABLES or kind == "catalog":
        return [each for each in read_catalog({kind: data}, {})[1] if each.where.path == f"catalog/{kind}.yaml"]
    name = {"items": "zhengdi", "unit": "unit", "powers": "powers"}[kind]
    unit, findings = read_unit("zrzyj", {f"units/zrzyj/{name}.yaml": data})
    return [*findings, *check_unit(Context(BASE, unit, date(2026, 11, 1)))]


@pytest.mark.parametrize(("fragment", "good"), [*FRAGMENTS.items()])
def test_keys_of_an_item_are_judged_as_gkcat_judges_them(fragment: str, good: bool) -> None:  # noqa: FBT001 - a table's column
    agree("items", around(fragment + "\n"), good=good)


@pytest.mark.parametrize(("document", "good"), [*DOCUMENTS.items()])
def test_files_are_judged_as_gkcat_judges_them(document: tuple[str, str], good: bool) -> None:  # noqa: FBT001 - a table's column
    agree(*document, good=good)


def agree(kind: str, source: str, *, good: bool) -> None:
    refused = [error.message for error in JUDGES[kind].iter_errors(loaded(source))]
    codes = faults(kind, source)
    assert (not refused, not codes) == (good, good), f"{source}\nschema: {refused}\ngkcat: {codes}"


# ── what an editor offers ────────────────────────────────────────────────────


def definition(schema: Mapping[str, Any], model: str, key: str) -> Mapping[str, Any]:
    shape: Mapping[str, Any] = schema["$defs"][model]["properties"][key]
    return shape


def test_the_catalogues_own_words_are_offered() -> None:
    items: Any = schemas(BASE)["items"]
    assert items["properties"]["domain"]["enum"] == [*BASE.domain]
    assert [each["label"] for each in items["properties"]["domain"]["defaultSnippets"]] == [
        each.name for each in BASE.domains
    ]
    for key, names in (("stage", BASE.stage), ("power_type", BASE.power_type), ("channel", BASE.channel)):
        assert items["$defs"][key]["enum"] == [*names]
    assert [*definition(items, "Item", "not_applicable")["properties"]] == [*BASE.stage]
    assert items["$defs"]["reason"]["enum"] == [*BASE.reason]
    assert {"市教育局", "市自然资源局"} <= {*definition(items, "Disclosure", "owner")["examples"]}


def test_a_domain_or_reason_that_there_is_not_is_refused() -> None:
    assert not JUDGES["items"].is_valid(loaded("domain: meiyou\nitems: []\n"))
    assert not JUDGES["items"].is_valid(loaded(around("withheld: {reason: 不想公开, basis: 条例}\n")))


def test_a_list_that_could_not_be_read_is_not_held_to() -> None:
    judge = Draft202012Validator(schemas(Catalog())["items"])
    assert judge.is_valid(loaded("domain: x\nitems: [{id: a, name: b, power_type: c, disclosures: [{stage: d}]}]"))


def test_a_channel_named_by_a_number_may_be_written_as_one() -> None:
    files = {"channels": "channels: [{name: 12345}, {name: 政府网站}]".encode()}
    catalog, _ = read_catalog(files, {})
    judge = Draft202012Validator(schemas(catalog)["items"])
    entry = "domain: x\nitems: [{id: a, name: b, power_type: c, disclosures: [{stage: d, channel: %s}]}]"
    assert [judge.is_valid(loaded(entry % name)) for name in ("12345", "'12345'", "[12345]", "12346")] == [
        True,
        True,
        True,
        False,
    ]


def test_every_key_is_told_in_chinese() -> None:
    for kind, schema in schemas(BASE).items():
        assert chinese(str(schema["title"])), kind
        for name, shape in keys(schema):
            assert chinese(shape["title"]), (kind, name)
            assert chinese(shape.get("description", "是")), (kind, name)


def keys(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for model in [schema, *schema.get("$defs", {}).values()]:
        yield from model.get("properties", {}).items()


def chinese(words: str) -> bool:
    return any("一" <= sign <= "鿿" for sign in words)
