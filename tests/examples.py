"""The 反例 and 正例 of a page of `gkcat explain` as whole workspaces, for tests of rules and of fixes.

The one rule: an example keeps its own lines; only what surrounds a fragment is made up here.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from gkcat.finding import Kind

ITEMS = "units/zrzyj/zhengdi.yaml"
"""The file into which a fragment is put."""

_BLOCK = re.compile(r"^(反例|正例)：\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^# 文件 (\S+)\n", re.MULTILINE)
_KEY = re.compile(r"^([^\s#:-][^\s:]*):", re.MULTILINE)

_ITEM = """\
id: zd-001
name: 征地补偿安置方案
power_type: 其他行政权力
basis:
  - 《中华人民共和国土地管理法》第四十七条
"""
_DISCLOSURE = """\
stage: 决策
content:
  - 征收范围、土地现状、征收目的
  - 方案征求意见、听证和会议审议情况
  - 补偿标准说明
owner: 市自然资源局
deadline: 自信息形成或者变更之日起20个工作日内
channel: [政府网站]
scope: 全部公开
secrecy: {result: 可以公开, by: 局保密审查领导小组, on: 2026-10-12}
"""
_OTHER_ITEM_KEYS = ("group", "power_code", "section", "disclosures", "not_applicable", "withheld")
_OTHER_DISCLOSURE_KEYS = ("events", "published")


def examples(kind: Kind) -> dict[str, dict[str, str]]:
    """The examples of a page: {"反例": {path: text}, "正例": …}, none for a page without examples."""
    return {title: files(block) for title, block in _BLOCK.findall(kind.doc)}


def files(block: str) -> dict[str, str]:
    """An example as files to lay over the base workspace: its own files, or the standard items file around it."""
    parts = _FILE.split(block)
    if len(parts) == 1:
        return {ITEMS: around(block)}
    assert not parts[0].strip(), "an example begins with its first file"
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def around(fragment: str) -> str:
    """The standard items file: one item with one disclosure, the fragment's keys in place of theirs."""
    item, disclosure = _split(_ITEM), _split(_DISCLOSURE)
    for key, lines in _split(fragment).items():
        of_item = key in item or key in _OTHER_ITEM_KEYS
        target = item if of_item else disclosure
        target[_place(key, target, _OTHER_ITEM_KEYS if of_item else _OTHER_DISCLOSURE_KEYS)] = lines
    text = "domain: zhengdi\nitems:\n" + _entry("".join(item.values()), 2)
    return text if "disclosures" in item else text + "    disclosures:\n" + _entry("".join(disclosure.values()), 6)


def lay(root: Path, overlay: Mapping[str, str]) -> None:
    """Write files over a workspace."""
    for name, text in overlay.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def _split(text: str) -> dict[str, str]:
    """Text by its keys at the left edge: {key: its lines}."""
    starts = [*_KEY.finditer(text)]
    ends = [*(match.start() for match in starts[1:]), len(text)][: len(starts)]
    return {match[1]: text[match.start() : end] for match, end in zip(starts, ends, strict=True)}


def _place(key: str, known: Mapping[str, str], others: tuple[str, ...]) -> str:
    """The key to replace: the very one, or for a slip of the pen the one that was meant."""
    if key in known or key in others:
        return key
    return next(iter(get_close_matches(key, known, 1)), key)


def _entry(text: str, indent: int) -> str:
    """Lines as an entry of a list: indented, a dash before the first."""
    lines = [" " * (indent + 2) + line if line.strip() else line for line in text.splitlines(keepends=True)]
    return " " * indent + "- " + "".join(lines)[indent + 2 :]
