"""gkcat compiles a government's open-disclosure catalogue (政务公开事项标准目录)."""

__version__ = "0.1.0"


class RefusedError(Exception):
    """What gkcat stands on does not allow it (a tool, a template, a folder): one Chinese sentence, exit 2."""
