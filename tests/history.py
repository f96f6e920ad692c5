"""Real git repositories for tests: a workspace under git, commits with set days, nobody's name.

The one rule: what git does here depends on no setting of the machine's.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import examples

_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "联络员",
    "GIT_AUTHOR_EMAIL": "liaison@example.gov.cn",
    "GIT_COMMITTER_NAME": "联络员",
    "GIT_COMMITTER_EMAIL": "liaison@example.gov.cn",
}


def git(root: Path, *words: str | Path, on: str = "2026-11-24T12:00:00+08:00") -> str:
    """What git says; ``on`` is the time of a commit or tag it makes."""
    when = {"GIT_AUTHOR_DATE": on, "GIT_COMMITTER_DATE": on}
    call = ["git", "-C", str(root), *map(str, words)]
    return subprocess.run(
        call, check=True, capture_output=True, text=True, env={**os.environ, **_ENVIRONMENT, **when}
    ).stdout.strip()


def begin(root: Path) -> str:
    """Put a workspace under git, all in a first commit."""
    git(root, "init", "-q", "-b", "main")
    return commit(root, "建立目录")


def commit(root: Path, message: str, files: Mapping[str, str] | None = None, on: str = "2026-11-24") -> str:
    """Lay files and commit all that is there; the commit's id."""
    examples.lay(root, files or {})
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message, on=f"{on}T12:00:00+08:00")
    return git(root, "rev-parse", "HEAD")
