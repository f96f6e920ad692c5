"""Reports: one module a form, each with `lines(report)`; none prints.

The one rule: a report knows findings only, never how they were come by.
"""

import pkgutil


def names() -> list[str]:
    """The forms there are."""
    return [module.name for module in pkgutil.iter_modules(__path__)]
