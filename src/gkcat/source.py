"""YAML text → plain strings, and pointers → lines and columns, by one and the same parser.

The one rule: every scalar is the string that stands in the file, and what YAML could hide
(anchors, tags, merge keys, second documents, doubled keys) is refused, never resolved.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]  # ruamel has it from its C module, without types
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from gkcat import lines, refusals
from gkcat.causes import slips, syntax_cause
from gkcat.finding import Finding, Pointer, Problem, Where, stamp

Plain = str | list["Plain"] | dict[str, "Plain"]
"""YAML as gkcat knows it: strings, lists and mappings, nothing else."""

Marks = dict[tuple[Pointer, bool], Any]
"""Events by (pointer, is it the key)."""

CONFLICT = "# 冲突："
"""How a comment begins by which `gkcat merge-file` marks what two sides wrote differently."""

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 50

_OPENING = (MappingStartEvent, SequenceStartEvent)
_CLOSING = (MappingEndEvent, SequenceEndEvent)
_BOM = "\ufeff"
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_FOLDED = " -"  # in the value into which an entry of a list was folded


def parse(path: str, data: bytes) -> tuple[Plain | None, list[Finding]]:
    """Read one file; the value is None when it could not be read as a whole."""
    refused = _too_large(path, data)
    if refused:
        return None, [refused]
    text, findings = _decode(path, data)
    if findings:
        return None, findings
    torn, marked = _conflicts(path, text)
    if torn:
        return None, torn
    try:
        plain, sound, folded = _compose(events_of(text))
        findings = [] if sound else [*_refused(path, text)]
    except ReaderError:  # nothing but an unprintable character brings it about; whatever else, the file is unread
        return None, _unprintable(path, text) or [_refuse(refusals.SYNTAX, _place(path, 0, 0), "此文件写法不对", _ASK)]
    except MarkedYAMLError as error:
        return None, _unprintable(path, text) or _swallowed(path, text) or [_syntax_error(path, text, error)]
    slipped = _swallowed(path, text, folded=folded or not sound)
    return (None if slipped else plain), slipped + findings + marked  # with a slip, values are not what was meant


def locate(text: str, wheres: Iterable[Where]) -> dict[Where, Where]:
    """Look up line and column of places in one file's text; a pointer to nothing gives its nearest parent."""
    wanted = [where for where in wheres if not where.line]
    if not wanted:
        return {}
    prefixes = {where.pointer[:size] for where in wanted for size in range(len(where.pointer) + 1)}
    try:
        marks = {at: mark for at, mark in _walk(events_of(text)) if at[0] in prefixes}
    except YAMLError:
        marks = {}
    lines = text.splitlines()
    return {where: _resolve(where, marks, lines) for where in wanted}


def text_of(data: bytes) -> str:
    """Bytes as text for showing: as UTF-8, else as GB18030; a byte that is neither becomes the replacement sign."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8-sig", errors="replace")


# ── edits ────────────────────────────────────────────────────────────────────


def splice(text: str, edits: Mapping[Where, str]) -> str | None:
    """Put new values at places, leaving all else as it stands; None when the meaning came out otherwise.

    A place with ``words`` has only these replaced. A text of several lines keeps them where that can be done. The
    result is read again and compared with what was meant.
    """
    kept = _splice(text, edits, in_place=True)
    return _splice(text, edits, in_place=False) if kept is None else kept


_BREAK = re.compile(r"[\r\n]")


def _splice(text: str, edits: Mapping[Where, str], *, in_place: bool) -> str | None:
    prefixes = {where.pointer[:size] for where in edits for size in range(len(where.pointer) + 1)}
    try:
        marks = {at: mark for at, mark in _walk(events_of(text)) if at[0] in prefixes}
        before, _, _ = _compose(events_of(text))
    except YAMLError:
        return None
    cuts: list[tuple[int, int, str]] = []
    for where, new in edits.items():
        event, exact = _event(where, marks)
        if type(event) is not ScalarEvent or not exact or where.key:
            return None
        value = event.value.replace(where.words, new) if where.words else new
        before = _put(before, where.pointer, value)
        start, end = event.start_mark.index, event.end_mark.index
        raw = (
            lines.changed(text[start:end], event.value, value) if in_place and _BREAK.search(text, start, end) else None
        )
        flow = any(
            getattr(marks.get((where.pointer[:n], False)), "flow_style", False) for n in range(len(where.pointer))
        )
        cuts.append((start, end, _scalar(value, event, flow=flow) if raw is None else raw))
    for start, end, raw in sorted(cuts, reverse=True):
        text = text[:start] + raw + text[end:]
    try:
        after, sound, _ = _compose(events_of(text))
    except YAMLError:
        return None
    return text if sound and after == before else None


def _put(plain: Any, pointer: Pointer, value: str) -> Any:
    if not pointer or type(plain) is str:
        return value
    plain[pointer[0]] = _put(plain[pointer[0]], pointer[1:], value)
    return plain


def _scalar(value: str, event: Any, *, flow: bool) -> str:
    """Write a value in the quotes it had; a plain one gets quotes when it needs them, between brackets more often."""
    if event.style == "'":
        return "'" + value.replace("'", "''") + "'"
    if event.style == '"' or not _is_plain(value, flow=flow):
        return json.dumps(value, ensure_ascii=False)
    return value


def _is_plain(value: str, *, flow: bool) -> bool:
    """Whether a text may stand without quotes, in a line or between brackets."""
    try:
        plain, sound, _ = _compose(events_of(f"[{value}]" if flow else f"- {value}"))
    except YAMLError:
        return False
    return sound and plain == [value]


# ── reading ──────────────────────────────────────────────────────────────────


def events_of(text: str) -> Iterator[Any]:
    """The parser's events, as `YAML(typ="safe").parse()` gives them, without its generator: 0.44 s for 0.51."""
    return iter(CParser(text).get_event, None)


def _compose(events: Iterator[Any]) -> tuple[Plain | None, bool, bool]:  # noqa: C901, PLR0912 - the hottest loop, flat
    """Build plain values from events: (value, is it sound, may a line be folded into it).

    It is not sound when something has to be refused, and None when it can't be built.

    ``node`` is the collection being filled, ``listed`` whether it is a list, ``key`` its pending key. This is the
    hottest loop of gkcat, with the most frequent event first (it adds 0.05 s to the 0.44 s that the events of 5,000
    items take): what exactly is refused is found out by `_refused`, in a second reading that sound files never see.
    """
    root: list[Any] = []
    stack: list[Any] = []
    node: Any = root
    listed = sound = True
    folded = False
    key: str | None = None
    for event in events:
        kind = type(event)
        if kind is ScalarEvent:
            value: Any = event.value
            if event.anchor is not None or event.ctag is not None:
                sound = False
            if not listed and key is None:
                if value == "<<":
                    return None, False, folded
                sound = sound and value not in node
                key = value
                continue
            if _FOLDED in value:
                folded = True
        elif kind in _OPENING:
            value = {} if kind is MappingStartEvent else []
            if event.anchor is not None or event.ctag is not None:
                sound = False
        elif kind in _CLOSING:
            node = stack.pop()
            listed = type(node) is list
            continue
        elif kind is AliasEvent:
            return None, False, folded  # what an alias or a merge key stands for is not looked up: the file is unread
        else:
            continue
        if listed:
            node.append(value)
        elif key is None:
            return None, False, folded  # a collection or alias as a key
        else:
            node[key] = value
            key = None
        if kind in _OPENING:
            stack.append(node)
            node, listed = value, kind is SequenceStartEvent
            if len(stack) > MAX_DEPTH:
                return None, False, folded
    return (root[0] if root else ""), sound and len(root) <= 1, folded


def _refused(path: str, text: str) -> Iterator[Finding]:
    """Everything in a file that YAML could hide, each at its place."""
    documents = depth = 0
    keys: dict[Pointer, set[str]] = {}
    for (pointer, is_key), event in _walk(events_of(text)):
        kind = type(event)
        documents += not pointer and not is_key
        if documents > 1:
            place = _offset(path, text, max(0, text.rfind("---", 0, event.start_mark.index)))
            where = replace(place, end_column=place.column + 3)
            yield _refuse(refusals.SEVERAL_DOCUMENTS, where, "一个文件里写了几份内容", "请删去“---”，或拆成几个文件")
            return
        if kind is AliasEvent or event.anchor is not None or event.ctag is not None:
            yield _forbidden(path, event)
        if is_key and kind is not ScalarEvent:
            yield _refuse(refusals.SYNTAX, _mark(path, event), "栏目名必须是一个词", _ASK)
            return
        if is_key:
            seen = keys.setdefault(pointer[:-1], set())
            if event.value in seen or event.value == "<<":
                yield _bad_key(path, event)
            seen.add(event.value)
        depth = len(pointer) + (kind in _OPENING)
        if depth > MAX_DEPTH:
            yield _refuse(refusals.TOO_DEEP, _mark(path, event), f"层次超过 {MAX_DEPTH} 层", "请检查括号和缩进")
            return


# ── places ───────────────────────────────────────────────────────────────────


def _walk(events: Iterator[Any]) -> Iterator[tuple[tuple[Pointer, bool], Any]]:
    """Every key and value with its pointer: ((pointer, is it the key), event)."""
    path: list[str | int] = []
    mappings: list[bool] = []  # for each open collection, whether it is a mapping
    key_next = False
    for event in events:
        kind = type(event)
        if kind in _CLOSING:
            if not mappings.pop():
                path.pop()  # the index of the sequence that ends
            key_next = _step(path, mappings)
        elif kind in _OPENING or kind is ScalarEvent or kind is AliasEvent:
            if key_next and (kind is ScalarEvent or kind is AliasEvent):
                path.append(event.value if kind is ScalarEvent else "")
                key_next = False
                yield (tuple(path), True), event
                continue
            yield (tuple(path), key_next), event
            if kind in _OPENING:
                mappings.append(kind is MappingStartEvent)
                key_next = mappings[-1]
                if not key_next:
                    path.append(0)
            else:
                key_next = _step(path, mappings)


def _step(path: list[str | int], mappings: list[bool]) -> bool:
    """Move to the next sibling after a value; True when a key comes next."""
    if not mappings:
        return False
    if mappings[-1]:
        path.pop()
        return True
    path[-1] = int(path[-1]) + 1
    return False


def _resolve(where: Where, marks: Marks, lines: list[str]) -> Where:
    event, exact = _event(where, marks)
    if event is None:
        return _spread(replace(where, line=1, column=1), 1, 0, lines)
    if type(event) is ScalarEvent and event.start_mark.index == event.end_mark.index:
        event = marks.get((where.pointer, True), event)  # of a value left blank the key is shown
    start, end = event.start_mark, event.end_mark
    whole = type(event) is ScalarEvent and exact
    last = end.column if whole and end.line == start.line else 0
    placed = _spread(replace(where, line=start.line + 1, column=start.column + 1), start.line + 1, last, lines)
    if where.words and whole:
        return _narrow(placed, end.line, lines)
    return placed


def _event(where: Where, marks: Marks) -> tuple[Any, bool]:
    """The event at a pointer or at its nearest parent, and whether it is the very value.

    What lies just below a text is that text: it stands for a list of one, or is a short form (scope: 全部公开).
    """
    pointer = where.pointer
    if (pointer, where.key) in marks:
        return marks[pointer, where.key], True
    while pointer and (pointer, False) not in marks and (pointer, True) not in marks:
        pointer = pointer[:-1]
    event = marks.get((pointer, False)) or marks.get((pointer, True))
    alone = type(event) is ScalarEvent and where.pointer[:-1] == pointer
    return event, alone


def _spread(where: Where, line: int, last: int, lines: list[str]) -> Where:
    """Let the place run to ``last``, or to the end of its line without the comment."""
    text = lines[line - 1] if line <= len(lines) else ""
    end = last or len(text.split(" #", 1)[0].rstrip())
    return replace(where, end_column=max(end, where.column) + 1 if not last else max(end + 1, where.column + 1))


def _narrow(where: Where, last_line: int, lines: list[str]) -> Where:
    """Find the words within the value's lines."""
    for number in range(where.line, min(last_line + 1, len(lines)) + 1):
        text = lines[number - 1]
        column = text.find(where.words, where.column - 1 if number == where.line else 0)
        if column >= 0:
            return replace(where, line=number, column=column + 1, end_column=column + 1 + len(where.words))
    return where


def _place(path: str, line: int, column: int, width: int = 1) -> Where:
    return Where(path, line=line + 1, column=column + 1, end_column=column + 1 + width)


def _mark(path: str, event: Any) -> Where:
    start, end = event.start_mark, event.end_mark
    width = end.column - start.column if end.line == start.line else 1
    return _place(path, start.line, start.column, max(1, width))


def _offset(path: str, text: str, offset: int) -> Where:
    return next(_offsets(path, text, [offset]))


def _offsets(path: str, text: str, offsets: Iterable[int]) -> Iterator[Where]:
    """The places of offsets in their order; each line is counted once: 80,000 slips took 263 s from the top each."""
    line = begin = 0
    for offset in offsets:
        passed = (text[begin:offset] + "^").splitlines()
        line, column = line + len(passed) - 1, len(passed[-1]) - 1
        begin = offset - column
        yield _place(path, line, column)


# ── refusals ─────────────────────────────────────────────────────────────────

_ASK = "请对照相邻的正确写法检查这一行的缩进、冒号和引号"


def _refuse(kind: Any, where: Where, message: str, cure: str = "") -> Finding:
    return stamp(Problem(where, message, cure), kind, where)


def _too_large(path: str, data: bytes) -> Finding | None:
    if len(data) <= MAX_BYTES:
        return None
    cure = "请检查是否误存了其他内容"
    return _refuse(refusals.TOO_LARGE, _place(path, 0, 0), "文件超过 4 兆字节，没有读取", cure)


def _decode(path: str, data: bytes) -> tuple[str, list[Finding]]:
    """The text of a file; of what is not printable only a stray BOM is looked for, the rest YAML's parser refuses."""
    try:
        text = data.decode().removeprefix(_BOM)  # utf-8-sig is written in Python: 6 ms over 5,000 items
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8-sig", errors="replace")
        where = _offset(path, good, len(good))
        return "", [_refuse(refusals.NOT_UTF8, where, "文件编码不是 UTF-8", _encoding_cure(data))]
    return text, _unprintable(path, text) if _BOM in text else []


def _unprintable(path: str, text: str) -> list[Finding]:
    """The first character that has no place in a text; YAML's parser stumbles over all of them but a stray BOM."""
    found = _UNPRINTABLE.search(text)
    if found is None:
        return []
    message = f"含有看不见的控制字符（U+{ord(found[0]):04X}）"
    cure = "请删除此处的字符后重新输入"
    return [_refuse(refusals.NOT_UTF8, _offset(path, text, found.start()), message, cure)]


def _encoding_cure(data: bytes) -> str:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "请用编辑器另存为 UTF-8 编码"
    return "看来是 GBK（GB18030）编码，请用编辑器另存为 UTF-8 编码"


_MARK = re.compile(rf"^(?:<<<<<<< (?P<torn>)|[ \t]*{CONFLICT})", re.MULTILINE)


def _conflicts(path: str, text: str) -> tuple[list[Finding], list[Finding]]:
    """What a merge left to be decided: (where git has torn the file, where a comment marks it)."""
    if CONFLICT not in text and "<<<<<<< " not in text:
        return [], []
    torn: list[Finding] = []
    marked: list[Finding] = []
    found = [*_MARK.finditer(text)]
    offsets = (match.start() if match["torn"] is not None else text.index("#", match.start()) for match in found)
    for match, where in zip(found, _offsets(path, text, offsets), strict=True):
        message, cure = "合并的冲突还没有改定", "请改成双方商定的写法，再删去这条注释"
        if match["torn"] is not None:
            cure = "请在 <<<<<<< 和 >>>>>>> 之间选定一方的写法，删去这几行标记"
        (marked if match["torn"] is None else torn).append(_refuse(refusals.MERGE_CONFLICT, where, message, cure))
    return torn, marked


def _swallowed(path: str, text: str, *, folded: bool = True) -> list[Finding]:
    """Lines that YAML would quietly make part of the value above them."""
    text = text.replace("\r\n", "\n")
    found = slips(text, folded=folded)
    places = _offsets(path, text, (slip.offset for slip in found))
    return [_refuse(refusals.SYNTAX, at, slip.message, slip.cure) for at, slip in zip(places, found, strict=True)]


def _forbidden(path: str, event: Any) -> Finding:
    where = _mark(path, event)
    if type(event) is AliasEvent:
        return _refuse(
            refusals.FORBIDDEN, where, f"不得使用记号“*{event.anchor}”", "请把内容照写一遍；内容若以 * 开头，请加引号"
        )
    if event.anchor is not None:
        where = replace(where, end_column=where.column + 1 + len(event.anchor))
        return _refuse(
            refusals.FORBIDDEN, where, f"不得使用记号“&{event.anchor}”", "请删去记号；内容若以 & 开头，请加引号"
        )
    return _refuse(refusals.FORBIDDEN, where, "不得使用记号“!”", "请删去记号；内容若以 ! 开头，请加引号")


def _bad_key(path: str, event: Any) -> Finding:
    where = _mark(path, event)
    if event.value == "<<":
        return _refuse(refusals.FORBIDDEN, where, "不得使用记号“<<”", "请把要合并的内容照写一遍，或写入 defaults")
    return _refuse(
        refusals.DUPLICATE_KEY, where, f"栏目“{event.value}”重复", "同一层内每个栏目只写一次，请删去其中一个"
    )


def _syntax_error(path: str, text: str, error: MarkedYAMLError) -> Finding:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.splitlines() or [""]
    cause = syntax_cause(str(error.problem or ""), str(error.context or ""), lines, line, column)
    if cause.at_context and error.context_mark:
        line, column = error.context_mark.line, error.context_mark.column
    if cause.line is not None:
        line, column = cause.line, cause.column
    line = min(line, len(lines) - 1)
    return _refuse(
        refusals.SYNTAX, _place(path, line, min(column, len(lines[line]))), cause.message, cause.cure or _ASK
    )
