"""What a rule may see besides the thing it examines.

The one rule: nothing here reads a file; a whole-catalogue rule sees digests only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gkcat.catalog import Catalog
from gkcat.model import Digest, Entry, Unit
from gkcat.reviews.opinion import Round


@dataclass(frozen=True, slots=True)
class Context:
    """Around a disclosure, item or unit: the office's decisions, the unit, its reviews, the entry (of a unit none)."""

    catalog: Catalog
    unit: Unit
    today: date
    entry: Entry | None = None
    reviews: tuple[Round, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """The whole catalogue in brief: digests by unit id, for each folder found under units/."""

    catalog: Catalog
    digests: Mapping[str, Digest]
