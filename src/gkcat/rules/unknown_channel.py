"""公开方式不是规范名称。

为什么：同一个渠道有几种叫法，就无法按渠道汇总，也无法勾选到国家指引的渠道清单里。

反例：
```yaml
channel: [市政府门户网站]
```

正例：
```yaml
channel: [政府网站]
```
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from gkcat.finding import Fix, Pointer, Problem
from gkcat.model import Disclosure
from gkcat.scope import Context
from gkcat.tables import Channel

CODE = "GK110"
NAME = "unknown-channel"
SEVERITY = "error"

_JOINED = re.compile(r"[、，,；;\s]+")
_HALF = str.maketrans("（）／　", "()/ ")
_CHOSEN, _EMPTY, _LOST = "■▇◼●√✓✔☑☒", "□☐○〇◯", "口t"
_TICKED = re.compile(rf"([{_CHOSEN}{_EMPTY}])\s*([^{_CHOSEN}{_EMPTY}]+)")
_OTHER = re.compile(r"其他(?:渠道|方式)?\s*[：:(（_]+\s*[^\s)）_]")


def check(disclosure: Disclosure, context: Context) -> Iterable[Problem]:
    """Each channel is a canonical name of catalog/channels.yaml; an alias is told its canonical name."""
    channels = context.catalog.channel
    if not channels or all(map(channels.__contains__, disclosure.channel)):
        return ()
    return _unlike(disclosure.channel, channels, context.catalog.channel_alias)


def _unlike(names: Sequence[str], channels: Mapping[str, Channel], aliases: Mapping[str, str]) -> Iterator[Problem]:
    known = {_plain(each): each for each in channels} | {_plain(alias): each for alias, each in aliases.items()}
    for number, name in enumerate(names):
        if name not in channels:
            yield _problem(("channel", number), name, known)


def _problem(at: Pointer, name: str, known: Mapping[str, str]) -> Problem:
    """What is wrong with a name that is not canonical; ``known`` are canonical names by all their plain names."""
    if meant := known.get(_plain(name)):
        return Problem(at, f"“{name}”不是规范名称", f"规范名称是 {meant}", fix=Fix(meant))
    return _marked(at, name, known) or _several(at, name, known) or _unknown(at, name, known)


def _plain(name: str) -> str:
    """A name as it is looked up: whatever the width of its brackets, and without blanks and a line to write on."""
    return re.sub(r"[\s_\u200b-\u200d\u2060\ufeff\u00ad]", "", name.translate(_HALF))


def _marked(at: Pointer, name: str, known: Mapping[str, str]) -> Problem | None:
    """A name with the marks of a form: chosen, not chosen, or lost with their font."""
    ticks = _TICKED.findall(name)
    chosen = [known.get(_plain(each), each.strip()) for mark, each in ticks if mark in _CHOSEN]
    if len(ticks) > 1:
        cure = f"只列勾选的，分开写：channel: [{', '.join(chosen)}]" if chosen else "没有勾选的请删去"
        return Problem(at, f"“{name}”把勾选清单照抄了过来", cure)
    meant = known.get(_plain(name[1:]))
    if meant and name[0] in _CHOSEN:
        return Problem(at, f"“{name}”不是规范名称", f"规范名称是 {meant}，不写勾选的记号", fix=Fix(meant))
    if meant and name[0] in _EMPTY:
        return Problem(at, f"“{name}”前面是没有勾选的记号", f"没有选用的请删去；选用了的写 {meant}")
    if meant and name[0] in _LOST:
        return Problem(at, f"“{name}”前面的记号看不出是否勾选", f"选用了的写 {meant}；没有选用的请删去")
    return None


def _several(at: Pointer, name: str, known: Mapping[str, str]) -> Problem | None:
    parts = [known.get(_plain(each), "") for each in _JOINED.split(name.strip("【】［］[]"))]
    if len(parts) < 2 or not all(parts):  # noqa: PLR2004 - several are two and more
        return None
    cure = f"请分开写：channel: [{', '.join(dict.fromkeys(parts))}]（方括号和逗号用半角）"
    return Problem(at, f"“{name}”把几个公开方式写成了一个", cure)


def _unknown(at: Pointer, name: str, known: Mapping[str, str]) -> Problem:
    message = f"没有“{name}”这个公开方式"
    if _OTHER.match(name):
        cure = "请把“其他”后面的渠道另列一条，写规范名称；没有规范名称的，请市政府办补入 catalog/channels.yaml"
        return Problem(at, message, cure)
    near = get_close_matches(name, {*known.values()}, 1, 0.5)
    options = "、".join(dict.fromkeys(known.values()))
    cure = f"是不是想写 {near[0]}？" if near else f"请从以下选写，每个渠道一条：{options}"
    return Problem(at, message, cure, fix=Fix(near[0], safe=False) if near else None)
