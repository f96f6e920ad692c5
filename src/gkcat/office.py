"""What the office has decided, read whole: catalog/ with the units' cards.

The one rule: it is read without the units' items, whatever their number.
"""

from dataclasses import replace

from gkcat.catalog import Catalog, read_catalog
from gkcat.finding import Finding
from gkcat.unit import read_card
from gkcat.workspace import Workspace


def read_office(workspace: Workspace) -> tuple[Catalog, tuple[Finding, ...], tuple[str, ...]]:
    """The catalogue, its findings, the unit folders in roster order."""
    files, findings = workspace.catalog_files()
    folders, wrong = workspace.unit_ids()
    paths = {unit: f"units/{unit}/unit.yaml" for unit in folders}
    read = {unit: read_card(path, workspace.read(path))[0] for unit, path in paths.items()}  # faults come with the unit
    cards = {unit: card for unit, card in read.items() if card}
    catalog, wrongs = read_catalog(files, cards)
    order = {unit: place for place, unit in enumerate(catalog.roster)}
    folders.sort(key=lambda unit: (order.get(unit, len(order)), unit))
    catalog = replace(catalog, cards={unit: cards[unit] for unit in folders if unit in cards})
    return catalog, (*findings, *wrong, *wrongs), tuple(folders)
