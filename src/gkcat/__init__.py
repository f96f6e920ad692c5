"""gkcat compiles a government's open-disclosure catalogue (政务公开事项标准目录)."""

from datetime import timedelta, timezone

__version__ = "0.1.0"

CHINA = timezone(timedelta(hours=8))
"""Where the day is reckoned, wherever the machine stands."""


class RefusedError(Exception):
    """What gkcat stands on does not allow it (a tool, a template, a folder): one Chinese sentence, exit 2."""
