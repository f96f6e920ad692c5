"""A YAML file of the workspace saying something else: new values in place of old ones, comments where they stood.

The one rule: what is given is read again and means what was meant, and no comment is lost but of an item that goes.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from gkcat.finding import Finding
from gkcat.formatting import plain_text, written
from gkcat.source import Plain, parse
from gkcat.tree import Entry, Node, tree_of


def revised(path: str, data: bytes, plain: Plain, remarks: Sequence[str] = ()) -> tuple[bytes | None, list[Finding]]:
    """The file in normal form saying something else: comments stay with what stays, of ``items`` that go they go too.

    ``remarks`` are added as comments at the end. None with the findings when it can't be done without loss.
    """
    before, findings = parse(path, data) if data.strip() else (plain, [])
    if before is None or findings:
        return None, findings
    root, comments = tree_of(plain_text(data)) if data.strip() else (_made(plain), Counter[str]())
    comments -= Counter(_change(root, plain))
    lines = [f"# {remark}" for remark in remarks]
    root.below += ["", *lines] if lines else []
    return written(path, root, plain, comments + Counter(lines))


# ── changing ─────────────────────────────────────────────────────────────────

_IN_BRACKETS = {"channel", "level", "scope", "secrecy", "withheld"}
"""Keys whose new values stand in brackets where there is room, as people write them."""


def _made(plain: Plain, key: str = "", *, flow: bool = False) -> Node:
    """A value as a new node, in the brackets of what it is part of; keys and days stand without quotes."""
    flow = flow or key in _IN_BRACKETS
    if isinstance(plain, str):
        return Node("text", flow, plain, "" if key == "on" else '"')
    flow = flow or key == "published"
    if isinstance(plain, list):
        return Node("list", flow, entries=[Entry([], None, None, _made(each, key, flow=flow)) for each in plain])
    pairs = [Entry([], Node("text", flow, name), None, _made(each, name, flow=flow)) for name, each in plain.items()]
    return Node("mapping", flow, entries=pairs)


def _meaning(node: Node) -> Plain:
    if node.kind == "text":
        return node.value
    if node.kind == "list":
        return [_meaning(entry.value) for entry in node.entries]
    return {entry.key.value: _meaning(entry.value) for entry in node.entries if entry.key}


def _change(node: Node, plain: Plain, key: str = "") -> list[str]:
    """Make a node mean something else, touching only what differs; the comments that went with entries of ``items``."""
    if _meaning(node) == plain:
        return []
    if node.kind == "mapping" and isinstance(plain, dict):
        return _change_pairs(node, plain)
    if node.kind == "list" and isinstance(plain, list):
        return _change_list(node, plain, key)
    below = [*_comments(node)]
    new = _made(plain, key)
    node.kind, node.flow, node.value, node.style, node.kept = new.kind, new.flow, new.value, new.style, False
    node.entries = new.entries
    node.below = below if new.kind != "text" else []
    return below if new.kind == "text" else []


def _change_pairs(node: Node, plain: dict[str, Plain]) -> list[str]:
    gone: list[str] = []
    kept: list[Entry] = []
    for entry in node.entries:
        name = entry.key.value if entry.key else ""
        if name in plain:
            gone += _change(entry.value, plain[name], name)
            kept.append(entry)
        else:
            node.below += _comments_of(entry)
    known = {entry.key.value for entry in kept if entry.key}
    flow = node.flow and bool(kept)
    for name, value in plain.items():
        if name not in known:
            kept.append(Entry([], Node("text", flow, name), None, _made(value, name, flow=flow)))
    node.entries = kept
    return gone


def _change_list(node: Node, plain: list[Plain], key: str) -> list[str]:
    """Keep the entries that are still there, change those in the place of others, drop and add the rest."""
    gone: list[str] = []
    old, new = [_mark_of(_meaning(entry.value)) for entry in node.entries], [_mark_of(each) for each in plain]
    entries: list[Entry] = []
    for act, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        pairs = min(end - start, last - first) if act in {"equal", "replace"} else 0
        for at in range(pairs):
            entry = node.entries[start + at]
            if key == "items" and act == "replace":
                gone += _comments_of(entry)
                entry = Entry([], None, None, _made(plain[first + at]))
            gone += _change(entry.value, plain[first + at])
            entries.append(entry)
        for entry in node.entries[start + pairs : end]:
            lines = _comments_of(entry)
            gone += lines if key == "items" else []
            node.below += [] if key == "items" else lines
        entries += [Entry([], None, None, _made(each, key)) for each in plain[first + pairs : last]]
    node.entries = entries
    return gone


def _mark_of(plain: Plain) -> str:
    """What an entry of a list is known by: its id, else all of it."""
    known = plain.get("id") if isinstance(plain, dict) else None
    return f"id {known}" if known else repr(plain)


def _comments(node: Node) -> Iterator[str]:
    for entry in node.entries:
        yield from _comments_of(entry)
    yield from filter(None, node.below)


def _comments_of(entry: Entry) -> list[str]:
    """All comments of an entry and within it."""
    beside = [entry.beside.text] if entry.beside else []
    return [*filter(None, entry.above), *beside, *_comments(entry.value)]
