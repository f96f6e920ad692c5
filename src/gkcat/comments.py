"""Comments that speak to gkcat: `# gkcat: ignore[CODE] reason`.

The one rule: a comment speaks of its own line, and of no other.
"""

import re
from dataclasses import dataclass

from gkcat.finding import Where

_IGNORE = re.compile(r"(?:^|\s)#\s*gkcat:\s*ignore\[([^\]]*)\](.*)$")


@dataclass(frozen=True, slots=True)
class Ignore:
    """A comment `# gkcat: ignore[CODE] reason`: the findings of these codes on its line are put up with."""

    where: Where
    codes: tuple[str, ...]
    reason: str


def ignores(path: str, text: str) -> list[Ignore]:
    """The ignore comments of a file."""
    if "gkcat:" not in text:
        return []
    found: list[Ignore] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _IGNORE.search(line)
        if match:
            start = line.index("#", match.start())
            where = Where(path, line=number, column=start + 1, end_column=len(line.rstrip()) + 1)
            codes = tuple(code.strip().upper() for code in match[1].split(",") if code.strip())
            found.append(Ignore(where, codes, match[2].strip()))
    return found
