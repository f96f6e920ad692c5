"""Where the review files lie, and what their names say: catalog/reviews/初审-mzj.yaml.

The one rule: a file is one unit's in one round, and its name tells both.
"""

import re

FOLDER = "catalog/reviews"
_NAME = re.compile(r"([^\s/\\-]*[一-鿿][^\s/\\-]*)-([a-z0-9]+(?:-[a-z0-9]+)*)\Z")


def path_of(name: str, unit: str) -> str:
    """Where a unit's round stands, from the root."""
    return f"{FOLDER}/{name}-{unit}.yaml"


def named(stem: str) -> tuple[str, str]:
    """The round and the unit that a file's name tells; empty when it tells none."""
    found = _NAME.match(stem)
    return (found[1], found[2]) if found else ("", "")
