"""JSON Schema for each kind of file, so that an editor completes and checks while a clerk types.

The one rule: a schema accepts what gkcat reads and refuses what gkcat finds misshapen.
YAML's own types differ from gkcat's, for which every scalar is the text that stands in the file: `001` is a number
and `true` a truth value to an editor, so wherever text belongs any scalar does. A key left blank is null to it, and
so are the words null and ~, which gkcat takes for words: there alone the two differ, and in what is a small language
of its own (the phrases of limits.yaml).
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema as core

from gkcat.catalog import Catalog
from gkcat.fields import FIELDS
from gkcat.layout import Layout
from gkcat.model import Defaults, Item, Power, UnitCard
from gkcat.reviews.opinion import Sheet
from gkcat.synonyms import Synonyms
from gkcat.tables import KEYS, TABLES, Head

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]
"""A JSON Schema as Python's JSON values."""

_BLANK: Schema = {"not": {"type": ["string", "number", "boolean", "array", "object"]}}
_TRUTH = "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff]|[TtFfYyNn01])$"
_DATE = "^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$"

_TABLE_TITLES = {
    "domains": ("领域", "领域和责任单位，即附件1；先后就是印制顺序"),
    "stages": ("公开环节", "五公开和解读、回应、评价，以及各环节必须公开的要素"),
    "power_types": ("权力类型", "权力类型，以及每类事项应当覆盖的环节"),
    "channels": ("公开方式", "公开方式的规范名称、全称和别名"),
    "laws": ("公开依据", "可以引用的法律法规和文件"),
    "limits": ("法定期限", "公开的最长期限和公示的最短期限"),
    "withholding": ("不予公开理由", "不予公开的法定理由（负面清单）"),
    "subjects": ("其他责任主体", "名册以外、可以作为责任主体的机构"),
    "retired": ("撤销的事项", "撤销的事项；编号不再使用"),
}


def schemas(catalog: Catalog) -> dict[str, dict[str, object]]:
    """The schema of each kind of file (items, unit, powers, catalog, review, layout, synonyms, tables of catalog/).

    What the catalogue has closed lists for (stages, power types, channels, domains, reasons) is offered and held
    to; a list that could not be read is neither.
    """
    made = {
        "items": _items(catalog),
        "unit": _whole(UnitCard, "单位基本情况", "unit.yaml：单位的名称和公开电话"),
        "powers": _listing("powers", Power, "权责清单", "powers.yaml：本单位的权责清单和公共服务事项"),
        "catalog": _whole(Head, "目录", "catalog.yaml：目录的名称、编制机关、责任单位名册"),
        **{name: _listing(KEYS.get(name, name), entry, *_titles(name)) for name, entry in TABLES.items()},
        "review": _review(),
        "layout": _whole(Layout, "版式", "templates/layouts 下的一个文件：一种表格"),
        "synonyms": _whole(Synonyms, "列名的写法", "templates/layouts/synonyms.yaml：导入时怎样认出各列"),
    }
    return {kind: _finish(schema, catalog) for kind, schema in made.items()}


def text(schema: Mapping[str, object]) -> str:
    """A schema as its file holds it: the same from run to run."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


# ── files ────────────────────────────────────────────────────────────────────


def _titles(name: str) -> tuple[str, str]:
    return _TABLE_TITLES.get(name, (name, f"catalog/{name}.yaml"))


def _whole(model: type[BaseModel], title: str, about: str) -> Schema:
    """A file that is one model."""
    made = model.model_json_schema(schema_generator=_Generator)
    return {"title": title, "description": about} | made


def _listing(key: str, entry: type[BaseModel], title: str, about: str) -> Schema:
    """A file with one key that holds a list."""
    refs, definitions = models_json_schema([(entry, "validation")], schema_generator=_Generator)
    properties = {
        key: _entries(refs[entry, "validation"]) | {"title": title, "description": "每条另起一行，以“- ”开头"}
    }
    return _file(title, about, properties, [key], definitions)


def _items(catalog: Catalog) -> Schema:
    refs, definitions = models_json_schema(
        [(Item, "validation"), (Defaults, "validation")], schema_generator=_Generator
    )
    properties = {
        "domain": _domain(catalog) | {"title": "领域", "description": "领域代号，与文件名相同"},
        "defaults": {
            "anyOf": [refs[Defaults, "validation"], _BLANK],
            "title": "通用填写",
            "description": "各条公开内容没有写的，按这里的填",
        },
        "items": _entries(refs[Item, "validation"]) | {"title": "公开事项", "description": "本单位在这个领域的事项"},
    }
    about = "units/单位/领域.yaml：一个单位在一个领域的公开事项"
    return _file("公开事项", about, properties, ["domain", "items"], definitions)


def _review() -> Schema:
    """A review file: each of its keys may be left blank."""
    made = _whole(Sheet, "审核意见", "catalog/reviews/轮次-单位.yaml：一个单位在一轮审核中的意见，由 gkcat review 写入")
    for key, shape in made["properties"].items():
        whole = {"type": shape["type"], "items": shape["items"]} if "items" in shape else {"$ref": shape["$ref"]}
        made["properties"][key] = {"anyOf": [whole, _BLANK], "title": shape["title"]}
    return made


def _file(title: str, about: str, properties: Schema, required: list[str], definitions: Schema) -> Schema:
    return {
        "title": title,
        "description": about,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        **definitions,
    }


def _entries(entry: Schema) -> Schema:
    """A list at the top of a file: it may be left blank."""
    return {"anyOf": [{"type": "array", "items": entry}, _BLANK]}


def _domain(catalog: Catalog) -> Schema:
    """The domain's id; an editor offers it by name as well."""
    if not catalog.domains:
        return _text({})
    snippets = [{"label": each.name, "description": each.id, "body": each.id} for each in catalog.domains]
    return _enum({each.id: each.name for each in catalog.domains}) | {"defaultSnippets": snippets}


# ── shapes ───────────────────────────────────────────────────────────────────


class _Generator(GenerateJsonSchema):
    """pydantic's own generator, made to speak of YAML as an editor reads it."""

    def str_schema(self, schema: core.StringSchema) -> JsonSchemaValue:
        return _text(super().str_schema(schema))

    def date_schema(self, schema: core.DateSchema) -> JsonSchemaValue:
        told = {"patternErrorMessage": "日期应写成 2017-10-12 的样子，并且确有这一天"}
        return super().date_schema(schema) | {"pattern": _DATE} | told

    def bool_schema(self, schema: core.BoolSchema) -> JsonSchemaValue:
        del schema
        told = {"errorMessage": "是非写 true 或 false"}
        return {"type": ["boolean", "string", "integer"], "pattern": _TRUTH, "minimum": 0, "maximum": 1} | told

    def float_schema(self, schema: core.FloatSchema) -> JsonSchemaValue:
        return super().float_schema(schema) | {"errorMessage": "数目写阿拉伯数字"}

    def nullable_schema(self, schema: core.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])  # None is only how gkcat says “not there”

    def literal_schema(self, schema: core.LiteralSchema) -> JsonSchemaValue:
        return dict(_BLANK) if schema["expected"] == [""] else super().literal_schema(schema)

    def dict_schema(self, schema: core.DictSchema) -> JsonSchemaValue:
        made = super().dict_schema(schema)
        return made | {"additionalProperties": False} if "patternProperties" in made else made

    def default_schema(self, schema: core.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        return {key: value for key, value in made.items() if key != "default" or value not in ("", None, [], {})}

    def model_schema(self, schema: core.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        return {key: value for key, value in made.items() if key not in ("title", "description")}  # for developers


def _text(strict: Schema) -> Schema:
    """Text of any scalar. `if` keeps an editor from offering true, false and null wherever text belongs."""
    rest = {key: value for key, value in strict.items() if key != "type"}
    pattern = rest.get("pattern")
    if pattern and not re.match(pattern, "1"):
        return {"type": "string", **rest}
    if pattern:
        told = {"patternErrorMessage": "只用小写字母、数字和短横，如 zdbc-001"}
        return {"if": {"type": ["boolean"]}, "else": {"type": ["string", "integer"], "minimum": 0, **rest, **told}}
    other = ["boolean"] if rest.get("minLength") else ["boolean", "null"]
    return {"if": {"type": other}, "else": {"type": ["string", "number"], **rest, "errorMessage": "应为一段文字"}}


def _enum(names: Mapping[str, str]) -> Schema:
    """A closed list: value → what it stands for, or nothing. A value of digits is a number to an editor."""
    values: list[str | int] = [*names, *(int(name) for name in names if re.match("(0|[1-9][0-9]*)$", name))]
    return {"enum": values} | ({"enumDescriptions": [*names.values()]} if any(names.values()) else {})


# ── the catalogue's own words ────────────────────────────────────────────────


def _stages(catalog: Catalog) -> Mapping[str, str]:
    return {each.name: "、".join(element.name for element in each.elements) for each in catalog.stages}


def _power_types(catalog: Catalog) -> Mapping[str, str]:
    return {each.name: f"应当覆盖：{'、'.join(each.stages)}" if each.stages else "" for each in catalog.power_types}


def _channels(catalog: Catalog) -> Mapping[str, str]:
    return {each.name: "、".join(filter(None, (each.label, *each.aliases))) for each in catalog.channels}


def _reasons(catalog: Catalog) -> Mapping[str, str]:
    return {each.name: f"{each.basis}：{each.about}" for each in catalog.withholding}


def _owners(catalog: Catalog) -> Iterable[str]:
    return [*(card.label for card in catalog.cards.values()), *(each.name for each in catalog.subjects)]


_CLOSED: dict[tuple[str, str], Callable[[Catalog], Mapping[str, str]]] = {
    ("Disclosure", "stage"): _stages,
    ("Disclosure", "channel"): _channels,
    ("Defaults", "channel"): _channels,
    ("Item", "power_type"): _power_types,
    ("Withheld", "reason"): _reasons,
    ("ColumnSpec", "value"): lambda _: dict.fromkeys(FIELDS, ""),
    ("FactSpec", "value"): lambda _: dict.fromkeys(FIELDS, ""),
}
"""(model, key) → the closed list its text is taken from."""

_OPEN: dict[tuple[str, str], Callable[[Catalog], Iterable[str]]] = {
    ("Disclosure", "owner"): _owners,
    ("Defaults", "owner"): _owners,
    ("Domain", "lead"): lambda catalog: catalog.cards,
    ("Domain", "units"): lambda catalog: catalog.cards,
    ("Head", "units"): lambda catalog: catalog.cards,
    ("Retired", "unit"): lambda catalog: catalog.cards,
    ("PowerType", "stages"): lambda catalog: catalog.stage,
    ("Limit", "stages"): lambda catalog: catalog.stage,
    ("Limit", "power_types"): lambda catalog: catalog.power_type,
    ("Limit", "domains"): lambda catalog: catalog.domain,
    ("Power", "type"): lambda catalog: catalog.power_type,
}
"""(model, key) → what is offered and not held to."""


def _finish(schema: Schema, catalog: Catalog) -> Schema:
    """Fill in the catalogue's words, give definitions their titles, put what says what it is first."""
    definitions: dict[str, Schema] = schema.get("$defs", {})
    lists: dict[str, Schema] = {}
    for name, model in [*definitions.items(), ("Head", schema)]:
        for key, shape in model.get("properties", {}).items():
            model["properties"][key] = _worded(name, key, shape, catalog, lists)
    for model in [schema, *definitions.values()]:
        for shape in model.get("properties", {}).values():
            _entitle(shape, shape.get("title", ""), definitions)
    if "Setting" in definitions:
        definitions["Setting"] |= _SWITCHED
    for key, shape in definitions.get("Defaults", {}).get("properties", {}).items():
        disclosed = definitions["Disclosure"]["properties"][key]
        shape |= {told: disclosed[told] for told in ("description", "examples") if told in disclosed}
    first = {"$schema": DRAFT, "title": schema["title"], "description": schema["description"]}
    return first | schema | ({"$defs": definitions | lists} if definitions else {})


_SWITCHED: Schema = {
    "if": {"properties": {"severity": {"const": "off"}}, "required": ["severity"]},
    "then": {"properties": {"reason": _text({"minLength": 1})}, "required": ["reason"]},
}
"""A rule is switched off for a stated reason only."""


def _worded(model: str, key: str, shape: Schema, catalog: Catalog, lists: dict[str, Schema]) -> Schema:
    closed = _CLOSED.get((model, key))
    names = closed(catalog) if closed else {}
    if names:
        lists[key] = _enum(names)
        shape = _swap(shape, {"$ref": f"#/$defs/{key}"})
    if (model, key) == ("Item", "not_applicable"):
        shape = shape | {"properties": dict.fromkeys(catalog.stage, shape["additionalProperties"])}
    examples = [*_OPEN[model, key](catalog)] if (model, key) in _OPEN else []
    return _offer(shape, examples) if examples else shape


def _offer(shape: Schema, examples: list[str]) -> Schema:
    """The shape with examples where an editor looks for them: at the entries of a list."""
    if "anyOf" in shape:
        return shape | {"anyOf": [_offer(each, examples) for each in shape["anyOf"]]}
    if "items" in shape:
        return shape | {"items": shape["items"] | {"examples": examples}}
    return shape | {"examples": examples}


def _swap(shape: Schema, closed: Schema) -> Schema:
    """The shape with the closed list in place of text, which is blank at most where it stands alone."""
    if "anyOf" in shape:
        return shape | {"anyOf": [closed, {"type": "array", "items": closed}, _BLANK]}
    rest = {key: each for key, each in shape.items() if key not in ("if", "else", "examples")}
    blank = "null" in shape["if"]["type"]
    return ({"anyOf": [closed, _BLANK]} if blank else closed) | rest


def _entitle(shape: Any, title: str, definitions: dict[str, Schema]) -> None:
    """Name a definition after the key that first holds it."""
    if isinstance(shape, list):
        for each in shape:
            _entitle(each, title, definitions)
    elif isinstance(shape, dict):
        named = definitions.get(str(shape.get("$ref", "")).rpartition("/")[2], {})
        named.setdefault("title", title)
        for key in ("anyOf", "items"):
            _entitle(shape.get(key), title, definitions)
        _entitle([*shape.get("patternProperties", {}).values()], title, definitions)
