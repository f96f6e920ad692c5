"""units/<unit>/ → the unit's card, powers and items, read item by item.

The one rule: a bad item hides no other, and every file of the folder is either read or found fault with.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from gkcat import refusals
from gkcat.finding import Finding, Problem, Where, stamp
from gkcat.model import Defaults, Entry, Item, Power, Unit, UnitCard
from gkcat.reading import as_list, as_mapping, fitting, meant, read, read_each
from gkcat.source import Plain, parse

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_TOP = {"domain": "领域", "defaults": "通用填写", "items": "公开事项"}
_DEFAULT_KEYS = frozenset(Defaults.model_fields)


def read_unit(unit: str, files: Mapping[str, bytes]) -> tuple[Unit, list[Finding]]:
    """Read a unit folder given as {path from the root: bytes}, in the order of its files."""
    findings: list[Finding] = []
    card: UnitCard | None = None
    powers: tuple[Power, ...] = ()
    entries: list[Entry] = []
    domains: list[str] = []
    complete = powers_whole = True
    for path, data in files.items():
        stem = PurePosixPath(path).stem
        if stem == "unit":
            card, wrong = read_card(path, data)
        elif stem == "powers":
            powers, wrong = _powers(path, data)
            powers_whole = not wrong
        elif not _ID.match(stem):
            wrong = [_misnamed(path, data)]
        else:
            found, wrong, whole = _items(path, data)
            entries += found
            domains.append(stem)
            complete = complete and whole
        findings += wrong
    if f"units/{unit}/unit.yaml" not in files:
        findings.append(_without_card(unit))
    return Unit(unit, card, powers, tuple(entries), tuple(domains), complete, powers_whole), findings


def read_card(path: str, data: bytes) -> tuple[UnitCard | None, list[Finding]]:
    """Read unit.yaml."""
    plain, findings = parse(path, data)
    if plain is None:
        return None, findings
    card, wrong = read(UnitCard, plain, Where(path))
    return card, findings + wrong


def _without_card(unit: str) -> Finding:
    where = Where(f"units/{unit}/unit.yaml", line=1, column=1, end_column=2)
    cure = "请补上这个文件，写明 name: 单位名称 和 short_name: 单位简称"
    return stamp(Problem(where, f"缺少文件 units/{unit}/unit.yaml", cure), refusals.MISSING_FILE, where)


def _misnamed(path: str, data: bytes) -> Finding:
    where = Where(path, line=1, column=1, end_column=2)
    plain, _ = parse(path, data)
    domain = plain.get("domain") if isinstance(plain, dict) else None
    cure = "文件名应为领域代号（小写字母、数字、短横）加 .yaml，如 zhengdi-buchang.yaml"
    if isinstance(domain, str) and _ID.match(domain):
        cure = f"文件名应为领域代号：请改名为 {domain}.yaml；已有这个文件的，把事项并到里面"
    return stamp(Problem(where, "文件名不合规定，没有读取", cure), refusals.UNREAD_FILE, where)


def _powers(path: str, data: bytes) -> tuple[tuple[Power, ...], list[Finding]]:
    plain, findings = parse(path, data)
    if plain is None:
        return (), findings
    top, wrong = as_mapping(plain, Where(path), {"powers": "权责清单和公共服务事项"}, ["powers"])
    powers, wrongs = read_each(Power, top.get("powers", ""), Where(path, ("powers",)))
    return tuple(power for _, power in powers), findings + wrong + wrongs


def _items(path: str, data: bytes) -> tuple[list[Entry], list[Finding], bool]:
    plain, findings = parse(path, data)
    if plain is None:
        return [], findings, False
    entries, wrong, whole = read_items(path, plain)
    return entries, findings + wrong, whole


def read_items(path: str, plain: Plain) -> tuple[list[Entry], list[Finding], bool]:
    """The items of a file that was parsed; the last value tells whether all that it holds was read."""
    stem = PurePosixPath(path).stem
    top, findings = as_mapping(plain, Where(path), _TOP, ["domain", "items"])
    findings += _domain_differs(path, stem, top)
    defaults, bad, wrong = _defaults(path, top.get("defaults", ""))
    findings += wrong
    listed, wrong = as_list(top.get("items", ""), Where(path, ("items",)))
    findings += wrong
    entries: list[Entry] = []
    for index, raw in enumerate(listed):
        filled, inherited = _fill(raw, defaults)
        item = fitting(Item, filled)
        if item is None:
            findings += read(Item, filled, Where(path, ("items", index)))[1]
        else:
            entries.append(Entry(item, path, index, stem, inherited, bad))
    return entries, findings, isinstance(top.get("items"), list) and len(entries) == len(listed)


def _domain_differs(path: str, stem: str, top: Mapping[str, Plain]) -> list[Finding]:
    domain = top.get("domain", stem)
    if domain == stem:
        return []
    where = Where(path, ("domain",))
    message = f"领域写的是“{domain}”，与文件名“{stem}”不一致"
    return [stamp(Problem(where, message, f"请写 domain: {stem}，或者改文件名"), refusals.WRONG_DOMAIN, where)]


def _defaults(path: str, plain: Plain) -> tuple[dict[str, object], frozenset[str], list[Finding]]:
    """Defaults as values by key, the keys that could not be read, findings."""
    if plain == "":
        return {}, frozenset(), []
    at = Where(path, ("defaults",))
    defaults, findings = read(Defaults, plain, at)
    if defaults is not None:
        return {key: getattr(defaults, key) for key in defaults.model_fields_set}, frozenset(), findings
    wrong = {str(finding.where.pointer[1]) for finding in findings if len(finding.where.pointer) > 1}
    bad = wrong | {meant(Defaults, key) for key in wrong}  # the key it was a slip of is as good as given
    good = {key: value for key, value in plain.items() if key not in wrong} if isinstance(plain, dict) else {}
    return dict(good), frozenset(bad) or _DEFAULT_KEYS, findings


def _fill(raw: Plain, defaults: Mapping[str, object]) -> tuple[object, tuple[frozenset[str], ...]]:
    """Give each disclosure what it leaves out, and tell which keys it was given."""
    disclosures = raw.get("disclosures") if isinstance(raw, dict) else None
    if not defaults or not isinstance(raw, dict) or not isinstance(disclosures, list):
        return raw, ()
    filled: list[object] = []
    inherited: list[frozenset[str]] = []
    for disclosure in disclosures:
        if isinstance(disclosure, dict):
            inherited.append(_left_out(tuple(defaults), tuple(disclosure)))
            filled.append({**defaults, **disclosure})
        else:
            inherited.append(frozenset())
            filled.append(disclosure)
    return {**raw, "disclosures": filled}, tuple(inherited)


@lru_cache(maxsize=1024)  # few combinations of keys occur: 7 ms less over 5,000 items
def _left_out(defaults: tuple[str, ...], given: tuple[str, ...]) -> frozenset[str]:
    return frozenset(defaults).difference(given)
