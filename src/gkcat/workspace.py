"""Where things are on disk, or at a git revision: the root, catalog/, the unit folders, templates.

The one rule: no file outside the root is ever read, and whatever is passed over is a finding.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from os import scandir
from pathlib import Path, PurePosixPath
from stat import S_ISLNK
from typing import Protocol

from gkcat import RefusedError, git, refusals
from gkcat.finding import Finding, Problem, Where, stamp
from gkcat.reviews.files import FOLDER, named
from gkcat.shipped import DEFAULTS
from gkcat.source import MAX_BYTES
from gkcat.tables import TABLES

_CATALOG_FILES = {"catalog", *TABLES}
_HIDDEN = re.compile(r"\.|~\$|(?:Thumbs\.db|desktop\.ini)\Z", re.IGNORECASE)  # the last are hidden on Windows only


def find_root(start: Path) -> Path | None:
    """The nearest folder from ``start`` upwards that holds catalog/catalog.yaml."""
    for folder in (start, *start.parents):
        if (folder / "catalog" / "catalog.yaml").is_file():
            return folder
    return None


class Files(Protocol):
    """Files by their paths from the root, with slashes, wherever they lie."""

    def listed(self, folder: str) -> dict[str, bool]:
        """The names in a folder, sorted, each with whether an ordinary file stands there; none without a folder."""

    def fault(self, path: str) -> str:
        """Why nothing may be read there: it leads out of the workspace, or nowhere."""

    def is_link(self, path: str) -> bool:
        """Whether the path itself is a link."""

    def is_folder(self, path: str) -> bool:
        """Whether a folder is there."""

    def is_file(self, path: str) -> bool:
        """Whether an ordinary file is there."""

    def read(self, path: str, limit: int) -> bytes:
        """The first ``limit`` bytes of a file."""


@dataclass(frozen=True, slots=True)
class Disk:
    """Files as they lie on disk."""

    root: Path

    def listed(self, folder: str) -> dict[str, bool]:
        """The names in a folder, with what the system tells of each while it lists them."""
        path = self.root / folder
        if not path.is_dir():
            return {}
        with scandir(path) as found:
            return dict(sorted((each.name, each.is_file(follow_symlinks=False)) for each in found))

    def fault(self, path: str) -> str:
        """Refuse links that lead out of the workspace."""
        try:
            if self._is_straight(path):
                return ""
            real = (self.root / path).resolve(strict=True)
        except (OSError, RuntimeError):
            return git.MISSING
        return "" if real.is_relative_to(self.root.resolve()) else git.OUTSIDE

    def _is_straight(self, path: str) -> bool:
        """Whether no step of the way below the root is a link: only links are followed, which takes 5 times as long."""
        parts = path.split("/")
        at = self.root
        if ".." in parts or not parts[0]:
            return False
        for part in parts:
            at = at / part
            if S_ISLNK(at.lstat().st_mode):
                return False
        return True

    def is_link(self, path: str) -> bool:
        """Whether the path itself is a link."""
        return (self.root / path).is_symlink()

    def is_folder(self, path: str) -> bool:
        """Whether a folder is there."""
        return (self.root / path).is_dir()

    def is_file(self, path: str) -> bool:
        """Whether an ordinary file is there."""
        return (self.root / path).is_file()

    def read(self, path: str, limit: int) -> bytes:
        """The first bytes of a file."""
        with (self.root / path).open("rb") as file:
            return file.read(limit)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with catalog/ and units/, as it is on disk or, with the id of a commit, as that has it.

    ``overlay`` holds files by path as they would be after an edit.
    """

    root: Path
    overlay: Mapping[str, bytes] = field(default_factory=dict, compare=False)
    revision: str = ""

    def at(self, revision: str) -> "Workspace":
        """This workspace at a git revision; RefusedError when there is no such revision, or no catalogue at it."""
        found = replace(self, overlay={}, revision=git.resolve(self.root, revision))
        if not found.files.is_file("catalog/catalog.yaml"):
            message = f"版本 {revision} 里还没有政务公开目录（catalog/catalog.yaml）"
            raise RefusedError(message)
        return found

    @property
    def files(self) -> Files:
        """What lies where, without the overlay."""
        return git.tree(self.root, self.revision) if self.revision else Disk(self.root)

    def catalog_files(self) -> tuple[dict[str, bytes], list[Finding]]:
        """The files of catalog/ as {name without ending: bytes}."""
        files: dict[str, bytes] = {}
        findings: list[Finding] = []
        for path, fault in self._folder("catalog"):
            if path == FOLDER and self.files.is_folder(path) and not self.files.fault(path):
                continue  # see `review_names`
            stem = PurePosixPath(path).stem
            wrong = fault or ("" if stem in _CATALOG_FILES else "catalog 文件夹里没有这种表，没有读取")
            if wrong:
                findings.append(self._unread(path, wrong))
            else:
                files[stem] = self._bytes(path)
        return files, findings

    def review_names(self) -> tuple[list[str], list[Finding]]:
        """The files of catalog/reviews, without their ending; they are read with `read`."""
        found = [*self._folder(FOLDER)] if not self.files.fault(FOLDER) else []
        names = [PurePosixPath(path).stem for path, fault in found if not fault]
        return names, [self._unread(path, fault) for path, fault in found if fault]

    def unit_ids(self) -> tuple[list[str], list[Finding]]:
        """The folders under units/, by name; anything else there is a finding."""
        ids: list[str] = []
        findings: list[Finding] = []
        for path, _ in self._listed("units"):
            fault = self.files.fault(path) or ("" if self.files.is_folder(path) else "此处只放单位文件夹，没有读取")
            if fault:
                findings.append(self._unread(path, fault))
            else:
                ids.append(path.removeprefix("units/"))
        return ids, findings

    def unit_files(self, unit: str, only: Container[str] | None = None) -> tuple[dict[str, bytes], list[Finding]]:
        """The YAML files of a unit as {path from the root: bytes}, or ``only`` those of these paths."""
        files: dict[str, bytes] = {}
        findings: list[Finding] = []
        for path, fault in self._folder(f"units/{unit}"):
            if only is not None and path not in only:
                continue
            if fault:
                findings.append(self._unread(path, fault))
            else:
                files[path] = self._bytes(path)
        return files, findings

    def yaml_files(self) -> list[str]:
        """Every file that gkcat reads as YAML, by its path from the root."""
        catalog = [f"catalog/{name}.yaml" for name in self.catalog_files()[0]]
        units = [path for unit in self.unit_ids()[0] for path in self.unit_files(unit)[0]]
        reviews = [f"{FOLDER}/{name}.yaml" for name in self.review_names()[0]]
        layouts = [path for path, fault in self._folder("templates/layouts") if not fault]
        return [*catalog, *reviews, *units, *layouts]

    def changed_files(self, old: str, new: str = "") -> tuple[str, ...]:
        """The files of catalog/ and units/ that differ between two git revisions, or one and the work tree."""
        return git.changed(self.root, old, new, "catalog", "units")

    def changed_units(self, old: str, new: str = "") -> frozenset[str] | None:
        """The units with a file or review among these; None when more changed in catalog/, which concerns all.

        Raises RefusedError when git, the repository or the revision is not there.
        """
        parts = [PurePosixPath(path).parts for path in self.changed_files(old, new)]
        units = {part[1] for part in parts if part[0] == "units"}
        reviewed = {named(PurePosixPath(part[2]).stem)[1] for part in parts if part[1] == "reviews" and part[2:]}
        rest = any(part[0] == "catalog" and part[1] != "reviews" for part in parts) or "" in reviewed
        return None if rest else frozenset(units | reviewed)

    def units_since(self, revision: str) -> frozenset[str] | None:
        """The units that this line of work has changed since it parted from a revision; else as `changed_units`.

        What others have put on the revision meanwhile is theirs.
        """
        return self.changed_units(git.parting(self.root, revision))

    def uncommitted(self) -> list[str]:
        """The files whose changes are not in git, folders where all is new (the root: blank); RefusedError as above."""
        how = ("--porcelain", "-z", "--no-renames", "--untracked-files=normal")  # whatever the user has set
        parts = git.ask(self.root, "status", *how, "--", ".").split("\0")
        prefix = git.ask(self.root, "rev-parse", "--show-prefix").strip()
        return sorted(part[3:].removeprefix(prefix) for part in parts if part)

    def commit(self) -> str:
        """The commit that the workspace is read at, or that the work tree stands at."""
        return self.revision or git.resolve(self.root, "HEAD")

    def read(self, path: str) -> bytes:
        """One file by its path from the root; empty when it is not a file there."""
        return self._bytes(path) if self.files.is_file(path) and not self.files.fault(path) else b""

    def templates(self) -> Path:
        """The workspace's own templates/ as they are on disk, else gkcat's; `shipped.prefer` finds a file there."""
        own = self.root / "templates"
        return own if own.is_dir() and not Disk(self.root).fault("templates") else DEFAULTS / "templates"

    def _folder(self, folder: str) -> Iterator[tuple[str, str]]:
        """Each entry of a folder by its path, with what is wrong with it as a YAML file.

        An ordinary file of a sound folder needs no further look: 5,000 items take 18 ms less.
        """
        sound = not self.files.fault(folder)
        for path, ordinary in self._listed(folder):
            if sound and ordinary and path.endswith(".yaml"):
                yield path, ""
                continue
            fault = self.files.fault(path)
            if not fault and self.files.is_folder(path):
                fault = "此处不应有文件夹，没有读取"
            elif not fault and PurePosixPath(path).suffix != ".yaml":
                fault = "文件名应以 .yaml 结尾，没有读取"
            elif not fault and not self.files.is_file(path):
                fault = "不是普通文件，没有读取"
            yield path, fault

    def _listed(self, folder: str) -> list[tuple[str, bool]]:
        """The entries of a folder by path, as `Files.listed`; hidden ones are the system's and editors' own."""
        found = self.files.listed(folder).items()
        return [(f"{folder}/{name}", ordinary) for name, ordinary in found if not _HIDDEN.match(name)]

    def _bytes(self, path: str) -> bytes:
        """The file's bytes; of a file too large only so much as shows that it is."""
        edited = self.overlay.get(path) if self.overlay else None
        return self.files.read(path, MAX_BYTES + 1) if edited is None else edited

    def _unread(self, path: str, fault: str) -> Finding:
        where = Where(path, line=1, column=1, end_column=2)
        cure = "请移走这个文件，或者改成正确的名称和位置"
        if self.files.is_link(path):
            cure = "请删去链接，把文件本身放进来"
        elif self.files.is_folder(path):
            cure = "请移走这个文件夹，里面的文件放到上一级"
        else:
            cure = _moved(PurePosixPath(path)) or cure
        return stamp(Problem(where, fault, cure), refusals.UNREAD_FILE, where)


_OFFICE = {".xlsx", ".xls", ".docx", ".doc", ".csv", ".et", ".wps"}


def _moved(path: PurePosixPath) -> str:
    """What to do about a file that is not read, by its name; empty when that tells nothing."""
    if path.suffix == ".yml" or path.name.endswith(".yaml.txt"):  # Notepad adds .txt, and Windows does not show it
        return f"请改名为 {path.name.removesuffix('.txt').rpartition('.')[0]}.yaml"
    if path.suffix in _OFFICE:
        return "表格用 gkcat import 导入；导入以后请把它移到目录以外的文件夹"
    if path.parent.name == "units" and path.suffix == ".yaml":
        return f"请放进本单位的文件夹，如 units/mzj/{path.name}"
    return ""
