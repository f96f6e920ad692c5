"""Keys and entries put into a YAML file as text, everything else left as it stands.

The one rule: what comes out is read again and compared with what was meant; if they differ there is nothing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.resolver import implicit_resolvers

from gkcat import RefusedError
from gkcat.finding import Pointer, Where
from gkcat.formatting import normal
from gkcat.source import Plain, events_of, parse, splice

_BOM = b"\xef\xbb\xbf"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_OPENING = (MappingStartEvent, SequenceStartEvent)
_CLOSING = (MappingEndEvent, SequenceEndEvent)


@dataclass(frozen=True, slots=True)
class Put:
    """A value for a key of the mapping at a pointer; with the key None, entries for the end of the list there."""

    at: Pointer
    key: str | None
    value: Plain


def amend(path: str, data: bytes, puts: list[Put]) -> bytes | None:
    """The file with values put in, one after another; None when it can't be done without changing anything else.

    A key that is there gets the new value, if both are texts or both mappings. A file that was in normal form stays so.
    """
    bom, text = data[: len(_BOM)] == _BOM, data.decode("utf-8-sig")
    for put in puts:
        changed = _put(path, text, put)
        if changed is None:
            return None
        text = changed
    made = text.encode()
    if normal(path, data)[0] == data:
        made = normal(path, made)[0] or made
    return (_BOM if bom else b"") + made


def one_line(text: str) -> str:
    """What a user said, as a line of a file. Raises RefusedError when it holds bytes that are no UTF-8."""
    words = " ".join(text.split())
    try:
        words.encode()
    except UnicodeEncodeError as error:
        message = "文字里有认不出的字符，请在 UTF-8 编码的终端里重新输入"
        raise RefusedError(message) from error
    return words


def _put(path: str, text: str, put: Put) -> str | None:
    """One value put in, by the way that fits; what comes out means what was meant."""
    before, _ = parse(path, text.encode())
    meant = _meant(deepcopy(before), put)
    if meant is None:
        return None
    for made in _ways(path, text, put, _at(before, put.at)):
        if made is not None and parse(path, made.encode()) == (meant, []):
            return made
    return None


def _at(plain: Any, pointer: Pointer) -> Any:
    for part in pointer:
        plain = plain[part]
    return plain


def _meant(plain: Any, put: Put) -> Any:
    """What the file shall mean; None when the place is not there or is of another kind."""
    try:
        place = _at(plain, put.at)
    except (KeyError, IndexError, TypeError):
        return None
    if isinstance(place, dict) and put.key is not None:
        old = place.get(put.key, "")
        both = isinstance(old, dict) and isinstance(put.value, dict)
        place[put.key] = old | put.value if both else put.value
    elif put.key is None and isinstance(place, list):
        place.extend(put.value)
    elif put.key is None and place == "" and put.at:
        _at(plain, put.at[:-1])[put.at[-1]] = put.value
    else:
        return None
    return plain


def _ways(path: str, text: str, put: Put, place: Any) -> Iterator[str | None]:
    """Ways to write it, the plainest first."""
    nodes = _nodes(text)
    end = "\r\n" if "\r\n" in text else "\n"
    if put.key is None:
        yield from _entry(text, nodes, put, end)
        return
    old = place.get(put.key)
    if isinstance(old, dict) and isinstance(put.value, dict):
        made: str | None = text
        for key, value in put.value.items():
            made = made and _put(path, made, Put((*put.at, put.key), key, value))
        yield made
    elif not old:
        yield _key(text, nodes, put, end)
    elif isinstance(put.value, str):
        yield splice(text, {Where(path, (*put.at, put.key)): put.value})


# ── where things are ─────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Node:
    """A value: its first event, and the offset behind its last sign."""

    event: Any
    end: int


def _nodes(text: str) -> dict[Pointer, _Node]:
    nodes: dict[Pointer, _Node] = {}
    stream = events_of(text)
    for event in stream:
        if type(event) in (ScalarEvent, *_OPENING):
            _node(stream, event, (), nodes)
    return nodes


def _node(stream: Iterator[Any], event: Any, at: Pointer, nodes: dict[Pointer, _Node]) -> int:
    """Note a value and all below it; the offset behind it."""
    end: int = event.end_mark.index
    if type(event) in _OPENING:
        end = event.start_mark.index
        keyed = type(event) is MappingStartEvent
        for number, child in enumerate(stream):
            if type(child) in _CLOSING:
                end = child.end_mark.index if event.flow_style else end
                break
            name = child.value if keyed else number
            end = child.end_mark.index if keyed else end
            end = max(end, _node(stream, next(stream) if keyed else child, (*at, name), nodes))
    nodes[at] = _Node(event, end)
    return end


def _line_end(text: str, end: int) -> int:
    """The end of the line on which something ends, its comment included."""
    last = len(text[:end].rstrip())
    found = re.compile("[^\r\n]*").match(text, last)
    return found.end() if found else last


# ── writing ──────────────────────────────────────────────────────────────────


def _key(text: str, nodes: Mapping[Pointer, _Node], put: Put, end: str) -> str | None:
    """A key given to a mapping; one that was left blank is filled."""
    node = nodes[put.at]
    blank = nodes.get((*put.at, put.key or ""))
    words = f"{put.key}: {_flow(put.value)}"
    if blank is not None:
        at = blank.event.start_mark.index
        return f"{text[:at].rstrip(' ')} {_flow(put.value)}{text[at:]}"
    if node.event.flow_style:
        return _within(text, node, words)
    at = _line_end(text, node.end)
    return f"{text[:at]}{end}{' ' * node.event.start_mark.column}{words}{text[at:]}"


def _entry(text: str, nodes: Mapping[Pointer, _Node], put: Put, end: str) -> Iterator[str]:
    """An entry put at the end of a list, which may be empty or blank."""
    node = nodes[put.at]
    listed = type(node.event) is SequenceStartEvent
    if listed and not node.event.flow_style:
        at = _line_end(text, node.end)
        yield text[:at] + _dashed(put.value, node.event.start_mark.column, end) + text[at:]
        return
    if (*put.at, 0) in nodes:
        yield _within(text, node, _flow(put.value)[1:-1])
        return
    start = node.event.start_mark.index if listed else node.end
    bare = text[:start].rstrip(" ") + text[node.end :]  # `[]` goes, a comment beside it stays
    at = _line_end(bare, start)
    column = nodes[put.at[:-1]].event.start_mark.column
    yield bare[:at] + _dashed(put.value, column + 2, end) + bare[at:]


def _within(text: str, node: _Node, words: str) -> str:
    """Something added before a closing bracket."""
    at = node.end - 1
    before = text[:at].rstrip()
    comma = "" if before.endswith(("{", "[")) else " " if before.endswith(",") else ", "
    return before + comma + words + text[at:]


def _dashed(entries: Plain, column: int, end: str) -> str:
    """Entries in block form, each key on its line; what lies deeper stands in brackets."""
    indent = end + " " * column
    made = ""
    for entry in entries:
        rows = [f"{key}: {_flow(each)}" for key, each in entry.items()] if isinstance(entry, dict) else [_flow(entry)]
        made += f"{indent}- " + f"{indent}  ".join(rows)
    return made


def _flow(value: Plain) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)


def _is_plain(value: str) -> bool:
    """Whether every reader of YAML takes it for this text, or for a date."""
    resolved = any(pattern.match(value) for _, _, pattern, _ in implicit_resolvers) and not _DAY.match(value)
    forms = {f"[{value}]": [value], f"- x: {value}": [{"x": value}]}
    return not resolved and all(parse("", form.encode()) == (plain, []) for form, plain in forms.items())
