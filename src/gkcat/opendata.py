"""The catalogue for other systems: nested JSON with its JSON Schema, tables for a database, a description of both.

The one rule: keys and values are those of the YAML contract; what is added (ids, terms) says so in the schema.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pydantic import Field

from gkcat.book import Book
from gkcat.deadline import Kind, parse
from gkcat.layout import bind
from gkcat.model import Contract, Disclosure, Entry, Item, Requests, Text, Unit
from gkcat.volumes import Catalogue, needed, site_address

SCHEMA = "open-data.schema.json"
TABLES = ("data-units", "data-domains", "data-items", "full", "withheld")
"""Layouts that are the tables of the database."""

_PRIVATE = {"liaison", "leader"}
"""Keys of unit.yaml that are for the office, not for the public."""


class OpenTerm(Contract):
    """A clause of a deadline."""

    kind: Kind = Field(
        title="种类",
        description="within 期限以内，at_least 至少公示多久，before 在某事之前，periodic 定期，realtime 实时，"
        "standing 长期，vague 没有定期限",
    )
    amount: int | None = Field(None, title="数量")
    unit: str = Field("", title="时间单位", description="工作日、日、月、季度、年等")
    trigger: str = Field("", title="起算点", description="从什么时候起算，或者在什么之前")


class OpenDisclosure(Disclosure):
    """公开内容 with its deadline read."""

    terms: tuple[OpenTerm, ...] = Field((), title="时限各要素", description="由规定时限读出，读不出的为空")


class OpenItem(Item):
    """公开事项 with what its file's place says."""

    full_id: Text = Field(title="完整编号", description="单位代号.事项编号，全目录不重复，不会改变")
    domain: Text = Field(title="领域代号")
    disclosures: tuple[OpenDisclosure, ...] = Field((), title="公开内容")


class ExportedItem(Item):
    """A line of `gkcat export --format jsonl`."""

    full_id: Text = Field(title="完整编号", description="单位代号.事项编号，全目录不重复，不会改变")
    unit: Text = Field(title="单位代号")
    domain: Text = Field(title="领域代号")


class OpenUnit(Contract):
    """责任单位 and its items."""

    id: Text = Field(title="单位代号")
    name: str = Field("", title="单位名称")
    short_name: str = Field("", title="单位简称")
    kind: str = Field("", title="单位类别")
    public_phone: str = Field("", title="公开电话")
    requests: Requests | None = Field(None, title="依申请公开", description="公众到哪里申请公开")
    items: tuple[OpenItem, ...] = Field((), title="公开事项")


class OpenDomain(Contract):
    """领域 and who answers for it."""

    id: Text = Field(title="领域代号")
    name: Text = Field(title="领域名称")
    lead: str = Field("", title="牵头单位", description="单位代号")
    units: tuple[str, ...] = Field((), title="责任单位", description="单位代号")
    note: str = Field("", title="说明")


class OpenCatalogue(Contract):
    """data/catalog.json, and data/units/<id>.json with one unit in it."""

    title: Text = Field(title="目录名称")
    marks: tuple[str, ...] = Field((), title="标记", description="如示例、征求意见稿；正式公布的目录没有")
    jurisdiction: Text = Field(title="行政区划名称")
    issuer: Text = Field(title="编制机关")
    edition: Text = Field(title="版本")
    as_of: str = Field(title="版本日期", json_schema_extra={"format": "date"})
    domains: tuple[OpenDomain, ...] = Field((), title="领域")
    units: tuple[OpenUnit, ...] = Field((), title="责任单位")


def schema() -> dict[str, Any]:
    """The JSON Schema of what `catalogue` gives."""
    made = _schema(OpenCatalogue)
    made["properties"] = {"$schema": {"type": "string", "title": "说明文件"}} | made["properties"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "政务公开事项标准目录开放数据",
        "description": "目录的全部内容；键与填报文件相同，增加的键在各自的说明里写明。",
    } | made


def line_schema() -> dict[str, Any]:
    """The JSON Schema of what `exported` gives."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "导出的公开事项",
        "description": "gkcat export --format jsonl 的一行：一个公开事项。键与填报文件相同，"
        "defaults 已经填入各条公开内容；留空的键不写；可以写一项也可以写几项的，一律写成列表；scope 一律写成键和值。",
    } | _schema(ExportedItem)


def _schema(kind: type[Contract]) -> dict[str, Any]:
    made = kind.model_json_schema(mode="serialization")
    for part in (made, *made["$defs"].values()):  # what Python calls them and says of them is for programmers
        part.pop("title", None)
        part.pop("description", None)
    return made


def exported(unit: Unit, entry: Entry) -> dict[str, object]:
    """An item as its file holds it, defaults applied, what is blank left out."""
    plain: dict[str, Any] = entry.item.model_dump(mode="json", exclude_unset=True)
    place = {"full_id": f"{unit.id}.{entry.item.id}", "unit": unit.id, "domain": entry.domain}
    return place | _written(plain)


def _written(plain: dict[str, Any]) -> dict[str, Any]:
    """A mapping without its blank values, all the way down."""
    found: dict[str, Any] = {}
    for key, value in plain.items():
        kept = _written(value) if isinstance(value, dict) else value
        if isinstance(value, list):
            kept = [_written(each) if isinstance(each, dict) else each for each in value]
        if kept not in ("", None, [], {}):
            found[key] = kept
    return found


def catalogue(source: Catalogue, units: Sequence[Unit]) -> dict[str, object]:
    """The catalogue as plain values, with these units."""
    head = source.head
    return {
        "$schema": SCHEMA,
        "title": head.title,
        "marks": source.all_marks(),
        "jurisdiction": head.jurisdiction.name,
        "issuer": head.issuer,
        "edition": head.edition,
        "as_of": head.as_of.isoformat(),
        "domains": [domain.model_dump(mode="json") for domain in source.catalog.domains],
        "units": [_unit(unit) for unit in units],
    }


def _unit(unit: Unit) -> dict[str, object]:
    card = unit.card.model_dump(mode="json", exclude=_PRIVATE, exclude_none=True) if unit.card else {}
    return {"id": unit.id} | card | {"items": [_item(unit.id, entry) for entry in unit.entries]}


def _item(unit: str, entry: Entry) -> dict[str, object]:
    plain: dict[str, Any] = entry.item.model_dump(mode="json", exclude_none=True)
    for row in plain["disclosures"]:
        row["terms"] = [_term(term) for term in parse(row["deadline"])]
    return {"full_id": f"{unit}.{entry.item.id}", "domain": entry.domain} | plain


def _term(term: Any) -> dict[str, object]:
    amount = {"amount": term.amount} if term.amount is not None else {}
    return {"kind": term.kind.value, **amount, "unit": term.unit, "trigger": term.trigger}


def database(source: Catalogue) -> Book:
    """The tables of the database, as one Book."""
    tables = [table for name in TABLES for table in bind(needed(source, name), source.catalog, source.units)]
    return Book("catalog", source.head.title, tuple(tables), marks=source.all_marks(), day=source.head.as_of)


# ── description ──────────────────────────────────────────────────────────────

_MEDIA = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "pdf": "application/pdf",
    "sqlite": "application/vnd.sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "spdx": "http://spdx.org/rdf/terms#",
}


def datasets(source: Catalogue, files: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """The data described in DCAT's words (W3C Data Catalog Vocabulary 3): what there is, how large, where.

    ``files`` are {path, sha256, bytes}; without the site's address they are named by their paths from it.
    """
    head = source.head
    return {
        "@context": _CONTEXT,
        "@type": "dcat:Dataset",
        "dct:title": head.title,
        "dct:description": head.site.description or head.title,
        "dct:publisher": head.issuer,
        "dct:language": "zh-CN",
        "dct:modified": head.as_of.isoformat(),
        "dcat:version": head.edition,
        "dcat:keyword": [*head.site.keywords, *(domain.name for domain in source.catalog.domains)],
        "dcat:distribution": [*_distributions(site_address(source), files)],
    }


def media(path: str) -> str:
    """The kind of a file, in the words of the internet's registry."""
    return _MEDIA.get(path.rpartition(".")[2], "application/octet-stream")


def _distributions(base: str, files: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, object]]:
    for each in files:
        path = f"files/{each['path']}"
        yield {
            "@type": "dcat:Distribution",
            "dct:title": each["path"].rsplit("/", 1)[-1],
            "dcat:downloadURL": f"{base}/{quote(path)}" if base else path,
            "dcat:mediaType": media(path),
            "dcat:byteSize": each["bytes"],
            "spdx:checksum": {"spdx:algorithm": "SHA-256", "spdx:checksumValue": each["sha256"]},
        }
