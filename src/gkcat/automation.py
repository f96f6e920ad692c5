"""Ready workflows for GitHub, GitLab and Gitee: check, compare and build on every pull request.

The one rule: no file that is there is overwritten, and what runs on a pull request has no secrets and may not write.
"""

from pathlib import Path

from gkcat import RefusedError, __version__, git
from gkcat.shipped import DEFAULTS
from gkcat.workspace import Workspace

PLACES = {
    "github": {
        "github.yml": ".github/workflows/gkcat.yml",
        "github-comment.yml": ".github/workflows/gkcat-comment.yml",
    },
    "gitlab": {"gitlab.yml": ".gitlab-ci.yml"},
    "gitee": {"gitee.yml": ".workflow/gkcat.yml"},
}
"""For each host: the template in templates/ci, and where the host looks for it from the repository's top."""


def workflows(workspace: Workspace, host: str) -> tuple[Path, dict[str, bytes]]:
    """The repository's top and the files to write there; those that stand there as they should are left out.

    Raises RefusedError when another file is in the way, or there is no repository.
    """
    top = Path(git.ask(workspace.root, "rev-parse", "--show-toplevel").rstrip("\n"))
    inner = workspace.root.relative_to(top.resolve()).as_posix()
    own = (top / "src" / "gkcat" / "__init__.py").is_file()  # gkcat's own repository uses what it holds
    files: dict[str, bytes] = {}
    for template, place in PLACES[host].items():
        text = (DEFAULTS / "templates" / "ci" / template).read_text("utf-8")
        text = text.replace("@root@", inner).replace("@install@", "." if own else f"gkcat=={__version__}")
        there = top / place
        if not there.resolve().is_relative_to(top.resolve()):
            message = f"{place} 经由链接通到仓库以外，没有写入；请删去链接，再试一次"
            raise RefusedError(message)
        if not there.exists():
            files[place] = text.encode()
        elif there.read_bytes() != text.encode():
            message = f"已经有 {place}，内容不同，没有改写；请先移走，再把两者合在一起"
            raise RefusedError(message)
    return top, files
