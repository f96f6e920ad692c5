"""What is known before a table is read: the catalogue, the unit and its files, the words of heads.

The one rule: all is read once, before anything of the table is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from gkcat import doubts
from gkcat.catalog import Catalog
from gkcat.doubts import tell, whole
from gkcat.finding import Finding
from gkcat.importing.readings import Known
from gkcat.importing.text import squeeze
from gkcat.layout import NO_LAYOUT, Layout, read_layouts
from gkcat.model import Unit
from gkcat.shipped import prefer
from gkcat.source import Plain
from gkcat.synonyms import Synonyms, Words, read_synonyms, words
from gkcat.tables import Domain
from gkcat.unit import read_unit
from gkcat.workspace import Workspace

Files = dict[str, bytes]
Mapped = dict[str, Plain]

TO_FILL = "待定"
"""What stands where the contract wants a word and the table has none: `gkcat validate` does not let it pass."""


@dataclass(frozen=True)
class Around:
    """The workspace as far as an import needs it; ``domain`` is the one asked for, if any."""

    catalog: Catalog
    unit: Unit
    files: Files
    words: Words
    synonyms: Synonyms
    layouts: Mapping[str, Layout]
    domain: str

    @cached_property
    def known(self) -> Known:
        """What cells are understood by."""
        card = self.unit.card
        names = {self.unit.id} | ({squeeze(card.name), squeeze(card.short_name)} if card else set())
        return Known(self.catalog, frozenset(filter(None, names)))

    @cached_property
    def notes(self) -> frozenset[str]:
        """What layouts print below their tables and at their end: no remark of the table's own."""
        return frozenset(squeeze(text) for layout in self.layouts.values() for text in (*layout.notes, *layout.preface))

    @property
    def choice(self) -> str:
        """The domains that the unit has items in by 附件1, or all, by id and name."""
        own = [each for each in self.catalog.domains if self.unit.id in each.units]
        return _told(own or self.catalog.domains)

    def owns(self, name: str) -> bool:
        """Whether a name in a unit column is this unit's, or nobody's on the roster."""
        return not name or name in self.known.unit_names or name not in self.known.owners


def _told(domains: Iterable[Domain]) -> str:
    return "、".join(f"{each.id}（{each.name}）" for each in domains)


def around(workspace: Workspace, catalog: Catalog, unit: str, domain: str) -> tuple[Around | None, list[Finding]]:
    """Read what an import into a unit needs; None with the findings when the unit or the domain is not there."""
    folders, _ = workspace.unit_ids()
    if unit not in folders:
        cards = catalog.cards
        listed = "、".join(f"{each}（{cards[each].label}）" if each in cards else each for each in folders)
        cure = f"现有的单位：{listed}；新的单位，请先写好 units/{unit}/unit.yaml"
        return None, [tell(doubts.NO_UNIT, whole(f"units/{unit}"), f"没有单位“{unit}”", cure)]
    if domain and domain not in catalog.domain:
        cure = f"现有的领域：{_told(catalog.domains)}"
        return None, [tell(doubts.NO_DOMAIN, whole("catalog/domains.yaml"), f"没有领域“{domain}”", cure)]
    files, _ = workspace.unit_files(unit)
    loaded, _ = read_unit(unit, files)
    layouts, _ = read_layouts(workspace.templates())
    synonyms, wrong = _synonyms(workspace)
    if synonyms is None:
        return None, wrong
    return Around(catalog, loaded, files, words(synonyms, layouts, catalog), synonyms, layouts, domain), []


def _synonyms(workspace: Workspace) -> tuple[Synonyms | None, list[Finding]]:
    """The workspace's own, else gkcat's."""
    name = f"layouts/{NO_LAYOUT}.yaml"
    return read_synonyms(f"templates/{name}", prefer(workspace.templates(), name).read_bytes())
