"""What is wrong, where, and what to do about it; values only, so that any stage may speak of faults.

The one rule: a finding says where by path and pointer, and its line and column are looked up
(`source.locate`) only when it is shown.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

Pointer = tuple[str | int, ...]
"""The way from the top of a file to a value: ``("items", 3, "disclosures", 0, "deadline")``."""

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file of the workspace; lines and columns count from 1, in characters, 0 unknown.

    ``words`` narrows the place to the words inside the value; ``key`` names the key, not its value.
    """

    path: str
    pointer: Pointer = ()
    words: str = ""
    key: bool = False
    line: int = 0
    column: int = 0
    end_column: int = 0

    @property
    def json_pointer(self) -> str:
        """The pointer as RFC 6901 writes it."""
        return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in self.pointer)


@dataclass(frozen=True, slots=True)
class Fix:
    """A mend: put ``text`` for the value at the finding's place (its ``words`` only, if it has any)."""

    text: str
    safe: bool = True


def difference(old: str, new: str) -> tuple[str, str]:
    """The words in which two texts differ, as (old, new): for a problem's ``words`` and the fix of only these.

    They stand once in the old text, for a fix replaces them wherever they stand.
    """
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    end = next((at for at in range(shorter - start) if old[-1 - at] != new[-1 - at]), shorter - start)
    left, right = start, len(old) - end
    while right - left < len(old) and (left == right or old.find(old[left:right]) != old.rfind(old[left:right])):
        left, right = max(0, left - 1), min(len(old), right + 1)
    return old[left:right], new[left : len(new) - (len(old) - right)]


@dataclass(frozen=True, slots=True)
class Problem:
    """What a stage or rule says before the runner stamps it with path, code and severity.

    ``at`` is a pointer below the thing examined, or an absolute `Where` for a place elsewhere.
    """

    at: Pointer | Where
    message: str
    help: str = ""
    words: str = ""
    key: bool = False
    fix: Fix | None = None
    related: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of finding: its code (never reused), its name (what is found) and its Chinese page.

    ``doc`` holds 为什么, 反例 and 正例 and is the text of ``gkcat explain``.
    """

    code: str
    name: str
    severity: Severity
    doc: str

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.doc.strip().split("\n", 1)[0]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault as the user meets it."""

    where: Where
    code: str
    name: str
    severity: Severity
    message: str
    help: str = ""
    fix: Fix | None = None
    related: tuple[Where, ...] = ()

    def values(self) -> dict[str, object]:
        """The finding as JSON gives it; a public contract (see README) that only grows."""
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity,
            "message": self.message,
            "help": self.help,
            "path": self.where.path,
            "line": self.where.line,
            "column": self.where.column,
            "end_column": self.where.end_column,
            "pointer": self.where.json_pointer,
            "fixable": self.fix is not None,
        }


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def plain(text: str) -> str:
    """What is shown of a user's text: one line, and nothing in it that a terminal or a log would obey."""
    return _CONTROL.sub(lambda found: " " if found[0].isspace() else "\ufffd", text)


def stamp(problem: Problem, kind: Kind, base: Where) -> Finding:
    """Give a problem its code, severity and place below ``base``; what it quotes of users' is made plain."""
    at = problem.at
    if not isinstance(at, Where):
        at = Where(base.path, base.pointer + at, problem.words, problem.key)
    message, cure = plain(problem.message), plain(problem.help)
    return Finding(at, kind.code, kind.name, kind.severity, message, cure, problem.fix, problem.related)


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """A mark for each finding, in their order: the same when lines move, another for each of two equal findings."""
    seen: Counter[str] = Counter()
    for finding in findings:
        where = finding.where
        words = repr((where.path, finding.code, where.json_pointer, finding.message))
        seen[words] += 1
        yield sha256(f"{words} {seen[words]}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Summary:
    """How much was checked and what came of it; the ``summary`` of ``validate --format json``."""

    units: int = 0
    items: int = 0
    disclosures: int = 0
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding left out, with the reason given: a comment on its line (``beside``) or its rule off in catalog.yaml."""

    finding: Finding
    reason: str
    beside: bool


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report prints: findings in order, the line of text at each (path, line), the pages by code.

    ``partial`` when only some of what was found was asked for.
    """

    findings: tuple[Finding, ...]
    summary: Summary
    lines: Mapping[tuple[str, int], str] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    waived: tuple[Waiver, ...] = ()
    partial: bool = False

    def title(self, code: str) -> str:
        """What a code means in a few words; empty when its page is not at hand."""
        return self.kinds[code].title.rstrip("。") if code in self.kinds else ""
