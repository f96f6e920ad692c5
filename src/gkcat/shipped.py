"""What gkcat brings along, and whose file wins: of each template the workspace's own, else gkcat's.

The one rule: file by file, so that an office with one template of its own keeps gkcat's for all the rest.
"""

from pathlib import Path

from gkcat import RefusedError

_PACKAGE = Path(__file__).parent
DEFAULTS = _PACKAGE / "defaults" if (_PACKAGE / "defaults").is_dir() else _PACKAGE.parents[1]
"""Where gkcat's own templates/ and schema/ are: inside the wheel, else in the repository."""

TEMPLATES = DEFAULTS / "templates"


def prefer(templates: Path, name: str) -> Path:
    """The file of a name like ``docx/base.docx`` in a workspace's templates, else gkcat's own.

    Raises RefusedError for a link that leads out of the templates: a workspace may be a stranger's.
    """
    own = templates / name
    root = templates if own.exists() or own.is_symlink() else TEMPLATES
    path = root / name
    if not path.resolve().is_relative_to(root.resolve()):
        message = f"templates/{name} 通往别处，不能用；请把文件本身放进来"
        raise RefusedError(message)
    return path


def names(templates: Path, folder: str) -> list[str]:
    """The files below a folder of the templates, a workspace's own and gkcat's, sorted: ``layouts/qingdan.yaml``."""
    roots = (TEMPLATES, templates)
    paths = ((root, path) for root in roots for path in (root / folder).rglob("*") if not path.is_dir())
    return sorted({path.relative_to(root).as_posix() for root, path in paths})
