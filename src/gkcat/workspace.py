"""Where things are on disk: the root, catalog/, the unit folders, templates.

The one rule: no file outside the root is ever read, and whatever is passed over is a finding.
"""

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gkcat import RefusedError, refusals
from gkcat.catalog import TABLES
from gkcat.finding import Finding, Problem, Where, stamp
from gkcat.source import MAX_BYTES

_PACKAGE = Path(__file__).parent
DEFAULTS = _PACKAGE / "defaults" if (_PACKAGE / "defaults").is_dir() else _PACKAGE.parents[1]
"""Where gkcat's own templates/ and schema/ are: inside the wheel, else in the repository."""

_CATALOG_FILES = {"catalog", *TABLES}


def find_root(start: Path) -> Path | None:
    """The nearest folder from ``start`` upwards that holds catalog/catalog.yaml."""
    for folder in (start, *start.parents):
        if (folder / "catalog" / "catalog.yaml").is_file():
            return folder
    return None


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with catalog/ and units/. ``overlay`` holds files by path as they would be after an edit."""

    root: Path
    overlay: Mapping[str, bytes] = field(default_factory=dict, compare=False)

    def catalog_files(self) -> tuple[dict[str, bytes], list[Finding]]:
        """The files of catalog/ as {name without ending: bytes}."""
        files: dict[str, bytes] = {}
        findings: list[Finding] = []
        for path, fault in self._folder(self.root / "catalog"):
            if path.is_dir() and path.name == "reviews":
                continue
            wrong = fault or ("" if path.stem in _CATALOG_FILES else "catalog 文件夹里没有这种表，没有读取")
            if wrong:
                findings.append(self._unread(path, wrong))
            else:
                files[path.stem] = self._bytes(path)
        return files, findings

    def unit_ids(self) -> tuple[list[str], list[Finding]]:
        """The folders under units/, by name; anything else there is a finding."""
        ids: list[str] = []
        findings: list[Finding] = []
        for path in _listed(self.root / "units"):
            fault = self._escapes(path) or ("" if path.is_dir() else "此处只放单位文件夹，没有读取")
            if fault:
                findings.append(self._unread(path, fault))
            else:
                ids.append(path.name)
        return ids, findings

    def unit_files(self, unit: str) -> tuple[dict[str, bytes], list[Finding]]:
        """The YAML files of a unit as {path from the root: bytes}."""
        files: dict[str, bytes] = {}
        findings: list[Finding] = []
        for path, fault in self._folder(self.root / "units" / unit):
            if fault:
                findings.append(self._unread(path, fault))
            else:
                files[self.name(path)] = self._bytes(path)
        return files, findings

    def yaml_files(self) -> list[str]:
        """Every file that gkcat reads as YAML, by its path from the root."""
        catalog = [f"catalog/{name}.yaml" for name in self.catalog_files()[0]]
        units = [path for unit in self.unit_ids()[0] for path in self.unit_files(unit)[0]]
        layouts = [self.name(path) for path, fault in self._folder(self.root / "templates" / "layouts") if not fault]
        return [*catalog, *units, *layouts]

    def changed_units(self, revision: str) -> frozenset[str] | None:
        """The units with a file changed since a git revision; None when catalog/ changed, which concerns all.

        Raises RefusedError when git, the repository or the revision is not there.
        """
        changed = self._git(
            "diff", "--name-only", "-z", "--relative", "--end-of-options", revision, "--", "catalog", "units"
        )
        added = self._git("ls-files", "--others", "--exclude-standard", "-z", "--", "catalog", "units")
        parts = [path.split("/") for path in (changed + added).split("\0") if path]
        return None if any(part[0] == "catalog" for part in parts) else frozenset(part[1] for part in parts)

    def uncommitted(self) -> list[str]:
        """The files below the root whose changes are not in git; RefusedError as above."""
        parts = self._git("status", "--porcelain", "-z", "--no-renames", "--", ".").split("\0")
        prefix = self._git("rev-parse", "--show-prefix").strip()
        return sorted(part[3:].removeprefix(prefix) for part in parts if part)

    def commit(self) -> str:
        """The commit that the work tree stands at."""
        return self._git("rev-parse", "HEAD").strip()

    def _git(self, *command: str) -> str:
        call = ["git", "-C", str(self.root), *command]
        try:
            done = subprocess.run(call, check=True, capture_output=True, text=True)  # noqa: S603 - a list, no shell
        except (OSError, subprocess.CalledProcessError) as error:
            message = f"git 做不到：请确认装有 git，{self.root} 在 git 中管理，并且有所写的版本"
            raise RefusedError(message) from error
        return done.stdout

    def read(self, path: str) -> bytes:
        """One file by its path from the root; empty when it is not a file there."""
        full = self.root / path
        return self._bytes(full) if full.is_file() and not self._escapes(full) else b""

    def templates(self) -> Path:
        """The workspace's own templates/, else gkcat's."""
        own = self.root / "templates"
        return own if own.is_dir() and not self._escapes(own) else DEFAULTS / "templates"

    def name(self, path: Path) -> str:
        """A path as findings show it: from the root, with slashes."""
        return path.relative_to(self.root).as_posix()

    def _folder(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """Each entry of a folder, with what is wrong with it as a YAML file."""
        for path in _listed(folder):
            fault = self._escapes(path)
            if not fault and path.is_dir():
                fault = "此处不应有文件夹，没有读取"
            elif not fault and path.suffix != ".yaml":
                fault = "文件名应以 .yaml 结尾，没有读取"
            elif not fault and not path.is_file():
                fault = "不是普通文件，没有读取"
            yield path, fault

    def _escapes(self, path: Path) -> str:
        """Refuse links that lead out of the workspace."""
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError):
            return "链接指向的文件不存在，没有读取"
        return "" if real.is_relative_to(self.root.resolve()) else "链接指向目录以外，没有读取"

    def _bytes(self, path: Path) -> bytes:
        """The file's bytes; of a file too large only so much as shows that it is."""
        edited = self.overlay.get(self.name(path)) if self.overlay else None
        if edited is not None:
            return edited
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)

    def _unread(self, path: Path, fault: str) -> Finding:
        where = Where(self.name(path), line=1, column=1, end_column=2)
        cure = "请移走这个文件，或者改成正确的名称和位置"
        if path.is_symlink():
            cure = "请删去链接，把文件本身放进来"
        elif path.is_dir():
            cure = "请移走这个文件夹，里面的文件放到上一级"
        elif path.suffix == ".yml":
            cure = f"请改名为 {path.stem}.yaml"
        return stamp(Problem(where, fault, cure), refusals.UNREAD_FILE, where)


def _listed(folder: Path) -> list[Path]:
    """The entries of a folder by name; hidden ones are the system's and editors' own."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
