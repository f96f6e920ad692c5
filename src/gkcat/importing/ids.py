"""New ids for new items.

The one rule: an id is never one that is or was another's, be it in the unit's files or in catalog/retired.yaml.
"""

import re
from collections import Counter
from collections.abc import Iterable

from gkcat.importing.around import Around

_LONGEST = 40  # the model's limit


class Ids:
    """Gives ids within a unit."""

    def __init__(self, around: Around) -> None:
        """Take note of all that were ever given."""
        self.taken = {entry.item.id for entry in around.unit.entries}
        self.taken |= {each.id for each in around.catalog.retired if each.unit == around.unit.id}
        self.taken |= {name for data in around.files.values() for name in _ids_in(data)}
        self.last: dict[str, int] = {}

    def new(self, domain: str, near: Iterable[str]) -> str:
        """An id like those of the file, else of the initials of the domain's id; its number was never used."""
        found = [match for each in near if (match := re.fullmatch(r"(.*?)-?([0-9]+)", each)) and match[1]]
        prefix = Counter(match[1] for match in found).most_common(1)[0][0] if found else initials(domain)
        width = max((len(match[2]) for match in found if match[1] == prefix), default=3)
        if prefix not in self.last:
            numbers = (re.fullmatch(rf"{prefix}-([0-9]{{1,9}})", each) for each in self.taken)
            self.last[prefix] = max((int(match[1]) for match in numbers if match), default=0)
        self.last[prefix] += 1
        name = f"{prefix}-{self.last[prefix]:0{width}}"
        self.taken.add(name)
        return name

    def claim(self, name: str) -> bool:
        """Whether an id that the table gives may be had; if so it is taken."""
        fits = bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)) and len(name) <= _LONGEST
        if not fits or name in self.taken:
            return False
        self.taken.add(name)
        return True


def _ids_in(data: bytes) -> list[str]:
    """The ids that a file names, also in items that could not be read."""
    return re.findall(r"""^\s*- id: *["']?([a-z0-9-]+)""", data.decode("utf-8", "replace"), re.MULTILINE)


_SYLLABLE = re.compile(
    r"((?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?)([aeiouv]+(?:ng(?![aeiouv])|n(?![aeiouv])|r(?![aeiouv]))?)"
)


def initials(domain: str) -> str:
    """The first letters of the syllables of a domain's id: zhengdi-buchang → zdbc; of its words if it is no Pinyin."""
    letters = ""
    for word in domain.split("-"):
        found = [*_SYLLABLE.finditer(word)]
        pinyin = "".join(match[0] for match in found) == word
        letters += "".join(match[0][0] for match in found) if pinyin else word[:1]
    return letters
