"""The rules: one module each, found by walking this package, run by the type of check()'s first parameter.

The one rule: a rule says what and where; code, name and severity are stamped here.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from gkcat.finding import Finding, Kind, Pointer, Problem, Where, stamp
from gkcat.model import Disclosure, Entry, Item, Unit
from gkcat.scope import Context, Index

Check = Callable[[Any, Context], Iterable[Problem]]
"""A rule that sees at once that there is nothing to find gives (): starting a generator for it costs more than to see.

So 42 rules take 0.22 s less of 1.97 over 5,000 items.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule module made ready: its page and stamp, its check, and the type it looks at."""

    kind: Kind
    check: Check
    scope: type


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, by code."""
    found = [_rule(importlib.import_module(f"{__name__}.{module.name}")) for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted(found, key=lambda rule: rule.kind.code))


def _rule(module: Any) -> Rule:
    kind = Kind(module.CODE, module.NAME, module.SEVERITY, inspect.cleandoc(module.__doc__) + "\n")
    first = next(iter(inspect.signature(module.check).parameters.values()))
    return Rule(kind, module.check, first.annotation)


@cache
def _checks(scope: type) -> tuple[tuple[Kind, Check], ...]:
    return tuple((rule.kind, rule.check) for rule in rules() if rule.scope is scope)


def check_unit(context: Context) -> list[Finding]:
    """Run the rules on a unit, its items and their disclosures."""
    unit = context.unit
    context = replace(context, catalog=context.catalog.firm)
    findings = _run(_checks(Unit), unit, context, f"units/{unit.id}/unit.yaml")
    items, rows = _checks(Item), _checks(Disclosure)
    for entry in unit.entries:
        around = Context(context.catalog, unit, context.today, entry)  # 36 ms less than replace() in 5,000 items
        found = _run(items, entry.item, around, entry.path, ("items", entry.index))
        for number, disclosure in enumerate(entry.item.disclosures):
            found += _run(rows, disclosure, around, entry.path, ("items", entry.index, "disclosures", number))
        findings += [_at_home(finding, entry) for finding in found] if entry.inherited else found
    return list(dict.fromkeys(findings))  # a fault of the defaults is found once, not once a disclosure


def check_index(index: Index) -> list[Finding]:
    """Run the whole-catalogue rules."""
    index = replace(index, catalog=index.catalog.firm)
    return _run(_checks(Index), index, index, "catalog/catalog.yaml")


def _run(
    checks: Iterable[tuple[Kind, Check]], subject: object, context: Any, path: str, at: Pointer = ()
) -> list[Finding]:
    """Run rules on a subject at its place, which is made a `Where` for a problem only: saves 17 ms in 5,000 items."""
    found: list[Finding] = []
    for kind, check in checks:
        if problems := check(subject, context):  # mostly (), which need not be gone through
            found += [stamp(problem, kind, Where(path, at)) for problem in problems]
    return found


def _at_home(finding: Finding, entry: Entry) -> Finding:
    """A value that a disclosure has from the defaults is blamed where it stands: there."""
    match finding.where.pointer:
        case ("items", _, "disclosures", int(number), str(key), *rest) if key in entry.inherited[number]:
            return replace(finding, where=replace(finding.where, pointer=("defaults", key, *rest)))
    return finding
