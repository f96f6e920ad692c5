"""gkcat compiles a government's open-disclosure catalogue (政务公开事项标准目录)."""

__version__ = "0.1.0"
