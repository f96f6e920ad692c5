"""Asking git: revisions, commits, what changed between two, and files as they stood at one.

The one rule: what a user or a pull request wrote never becomes an option of git's, and nothing is ever checked out.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import finalize

from gkcat import CHINA, RefusedError

MISSING = "链接指向的文件不存在，没有读取"
OUTSIDE = "链接指向目录以外，没有读取"
_LINK, _FILES = "120000", {"100644", "100755"}
_ID = re.compile(r"[0-9a-f]{40,64}")
_HOPS = 40  # links followed for one path, as Linux has it


# ── revisions ────────────────────────────────────────────────────────────────


def ask(root: Path, *command: str) -> str:
    """What git answers in a folder. Raises RefusedError when git, the repository or what is asked for is not there."""
    return os.fsdecode(_run(root, *command))


def _run(root: Path, *command: str) -> bytes:
    # its faults can be told apart by their words; what it looks at is not noted in its own folder
    spoken = os.environ | {"LC_ALL": "C", "LANGUAGE": "C", "GIT_OPTIONAL_LOCKS": "0"}
    call = _command(root, *command)
    try:
        done = subprocess.run(call, check=True, capture_output=True, env=spoken)  # noqa: S603 - a list, no shell
    except OSError as error:
        message = "没有找到 git，请先安装"
        raise RefusedError(message) from error
    except (ValueError, subprocess.CalledProcessError) as error:
        raise RefusedError(_fault(root, getattr(error, "stderr", b""))) from error
    return done.stdout


_FAULTS = {
    b"not a git repository": "{root} 不在 git 的管理之下，请先运行 git init 并提交",
    b"dubious ownership": "git 不认这个文件夹的主人，请运行 git config --global --add safe.directory {root}",
}


def _fault(root: Path, told: bytes) -> str:
    """What git says, as a sentence."""
    known = next((ours for theirs, ours in _FAULTS.items() if theirs in told), "")
    return (known or "git 做不到：请确认 {root} 在 git 中管理，并且有所写的版本").format(root=root)


def _command(root: Path, *words: str) -> list[str]:
    return ["git", "-C", str(root), *words]


def resolve(root: Path, revision: str) -> str:
    """The commit that a revision names (a tag, a branch, HEAD~1, …); RefusedError when there is none."""
    found = _kept(root, revision) if _ID.fullmatch(revision) else _named(root, revision)
    if found:
        return found
    ask(root, "rev-parse", "--git-dir")  # says what is wrong when there is no repository
    cure = "请核对名称；git tag 和 git branch -a 可以看到有哪些"
    if not _named(root, "HEAD"):
        cure = "这里还没有提交过，请先运行 git add -A 和 git commit"
    elif shallow(root):
        cure = "这里只取了一部分历史（浅克隆），请先运行 git fetch --unshallow --tags"
    message = f"没有版本 {revision}。{cure}"
    raise RefusedError(message)


def _named(root: Path, revision: str) -> str:
    try:
        # --verify takes one name and no range; what follows --end-of-options is no option
        found = ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").strip()
    except RefusedError:
        return ""
    return found if _ID.fullmatch(found) else ""  # ^v1 is answered with a sign before it


@lru_cache(maxsize=1024)
def _kept(root: Path, commit_id: str) -> str:
    """A whole id means the same commit for ever, and is asked for by every step: 3 ms each time."""
    return _named(root, commit_id)


def shallow(root: Path) -> bool:
    """Whether only a part of the history is here."""
    return ask(root, "rev-parse", "--is-shallow-repository").strip() == "true"


def merge_base(root: Path, one: str, other: str) -> str:
    """The last commit that two revisions share; RefusedError when there is none."""
    commits = resolve(root, one), resolve(root, other)
    try:
        return ask(root, "merge-base", *commits).strip()
    except RefusedError as error:
        cure = "，这里只取了一部分历史（浅克隆），请先运行 git fetch --unshallow" if shallow(root) else ""
        message = f"{one} 和 {other} 没有共同的来历{cure}"
        raise RefusedError(message) from error


def parting(root: Path, revision: str) -> str:
    """Where the present line of commits parts from a revision's; that one itself when it can't be told."""
    commit = resolve(root, revision)
    try:
        return merge_base(root, commit, "HEAD")
    except RefusedError:
        return commit


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, the commit it stands for, and the day (in China) on which it was set or that commit was made."""

    name: str
    commit: str
    on: date


def tags(root: Path, of: str = "HEAD") -> tuple[Tag, ...]:
    """The tags that lie in the history of a revision, the oldest first."""
    commit = resolve(root, of)
    keys = ("refname:strip=2", "*objecttype", "*objectname", "objecttype", "objectname", "creatordate:unix")
    form = "%00".join(f"%({key})" for key in keys)
    rows = ask(root, "for-each-ref", "--sort=creatordate", f"--merged={commit}", f"--format={form}", "refs/tags")
    found: list[Tag] = []
    for name, inner, meant, outer, own, on in (row.split("\0") for row in rows.split("\n") if row):
        if "commit" in (inner, outer):
            found.append(Tag(name, meant if inner else own, _day(on)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its id, day (in China), subject, whole message, and the files it touched, by path from the root."""

    id: str
    on: date
    subject: str
    message: str
    files: tuple[str, ...] = ()

    def trailer(self, key: str) -> str:
        """What a line of the message says after ``key`` and a colon, half or full width; the last one counts.

        git's own trailers are not asked, for it knows no Chinese keys; a line that begins with blanks goes on.
        """
        found = re.findall(rf"^{re.escape(key)}[ \t　]*[:：](.*(?:\n[ \t　]+\S.*)*)", self.message, re.MULTILINE)
        return "".join(line.strip() for line in found[-1].split("\n")) if found else ""


def commit(root: Path, revision: str = "HEAD") -> Commit:
    """The commit at a revision, without its files."""
    return next(_commits(root, "--no-walk", resolve(root, revision)))


def commits(root: Path, old: str, new: str, *paths: str) -> Iterator[Commit]:
    """The commits after ``old`` up to ``new`` that touched the paths (from the root), the newest first.

    A merge touches whatever it brought in: what was said on merging is said of all of it.
    """
    between = f"{resolve(root, old)}..{resolve(root, new)}"
    how = ("--full-history", "--diff-merges=first-parent", "--name-only", "--relative", "--no-renames")
    yield from (each for each in _commits(root, *how, between, "--", *paths) if each.files)


def at_day(root: Path, day: date, of: str = "HEAD") -> str:
    """The last commit of a revision's history made by the end of a day in China; blank when there was none yet."""
    last = max(0, int(datetime.combine(day, time(23, 59, 59), CHINA).timestamp()))  # git knows no day before 1970
    return ask(root, "rev-list", "-1", f"--min-age={last}", resolve(root, of)).strip()


def touched(root: Path, of: str, *paths: str) -> Mapping[str, date]:
    """The files below these that the history of a revision has touched, each with the day of the last time."""
    days: dict[str, date] = {}
    for each in _commits(root, "--name-only", "--relative", "--no-renames", resolve(root, of), "--", *paths):
        for path in each.files:
            days.setdefault(path, each.on)
    return days


def mentioned(root: Path, name: str, *paths: str) -> bool:
    """Whether a commit of the present history brought this id in below the paths, or took it out."""
    whole = f"-S(^|[^a-z0-9-]){re.escape(name)}([^a-z0-9-]|$)"
    return bool(ask(root, "log", "-1", "--format=%H", "--pickaxe-regex", whole, "HEAD", "--", *paths))


def _commits(root: Path, *what: str) -> Iterator[Commit]:
    """The log; NUL stands between all parts, for a message may hold any other sign."""
    how = ("-z", "--no-ext-diff", "--no-show-signature", "--encoding=UTF-8", "--format=%x00%H%x00%ct%x00%B%x00")
    told = ask(root, "log", *how, *what)
    parts = iter(told.split("\0"))
    for name in filter(None, parts):
        on, message, _ = next(parts), next(parts), next(parts)
        files = tuple(path.removeprefix("\n") for path in iter(lambda: next(parts, ""), ""))
        yield Commit(name, _day(on), message.split("\n", 1)[0].strip(), message.strip(), files)


def _day(seconds: str) -> date:
    """The day in China of a commit's time, which whoever made it may set to anything: 1970-01-01 of what is no time.

    git's own way to write it has offsets of 99 hours and years of seven digits.
    """
    try:
        return datetime.fromtimestamp(int(seconds), CHINA).date()
    except (ValueError, OverflowError, OSError):
        return date(1970, 1, 1)


def changed(root: Path, old: str, new: str = "", *paths: str) -> tuple[str, ...]:
    """The files that differ between two revisions, or a revision and the work tree, by path from the root."""
    names = [resolve(root, each) for each in (old, new) if each]
    found = ask(root, "diff", "--name-only", "-z", "--relative", "--no-renames", "--no-ext-diff", *names, "--", *paths)
    if not new:
        found += ask(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *paths)
    return tuple(sorted({path for path in found.split("\0") if path}))


def merge_lines(base: Path, ours: Path, theirs: Path) -> bool:
    """Merge three files by lines into ``ours``, as git does by itself; False when that leaves conflicts."""
    files = [str(path.absolute()) for path in (ours, base, theirs)]
    try:
        done = subprocess.run(["git", "merge-file", "--quiet", *files], check=False, capture_output=True)  # noqa: S603, S607 - a list, no shell
    except OSError:
        return False
    return done.returncode == 0


# ── files at a revision ──────────────────────────────────────────────────────


@dataclass(frozen=True)
class Tree:
    """The files below a folder as a commit has them; ``entries`` are (mode, object) by path from that folder."""

    root: Path
    entries: Mapping[str, tuple[str, str]] = field(repr=False)

    @cached_property
    def folders(self) -> Mapping[str, list[str]]:
        """The names in each folder, sorted."""
        found: dict[str, set[str]] = {"": set()}
        for path in self.entries:
            while path:
                folder, _, name = path.rpartition("/")
                known = folder in found and name in found[folder]
                found.setdefault(folder, set()).add(name)
                path = "" if known else folder  # noqa: PLW2901 - up to the top, or to what is known
        return {folder: sorted(names) for folder, names in found.items()}

    def listed(self, folder: str) -> dict[str, bool]:
        """The names in a folder, each with whether an ordinary file stands there; none when there is no such folder."""
        real = self._real(folder)[0]
        within = f"{real}/" if real else ""
        return {name: self.entries.get(within + name, ("",))[0] in _FILES for name in self.folders.get(real, ())}

    def fault(self, path: str) -> str:
        """Why a path leads nowhere, or out of the workspace; empty when it leads to something."""
        return self._real(path)[1]

    def is_link(self, path: str) -> bool:
        """Whether the path itself is a link."""
        return self.entries.get(path, ("", ""))[0] == _LINK

    def is_folder(self, path: str) -> bool:
        """Whether a folder is there."""
        return self._real(path)[0] in self.folders

    def is_file(self, path: str) -> bool:
        """Whether an ordinary file is there."""
        return self.entries.get(self._real(path)[0], ("", ""))[0] in _FILES

    def read(self, path: str, limit: int) -> bytes:
        """The first ``limit`` bytes of the file at a path."""
        return _blob(self.root, self.entries[self._real(path)[0]][1], limit)

    def _real(self, path: str) -> tuple[str, str]:
        """The path without links, and what is wrong with it; links are followed within the tree only."""
        left, real, hops = path.split("/"), "", 0
        while left:
            part = left.pop(0)
            here = f"{real}/{part}" if real else part
            if part == ".." and not real:
                return "\0", OUTSIDE
            if part in {"", ".", ".."}:
                real = real.rpartition("/")[0] if part == ".." else real
            elif not self.is_link(here):
                real = here
            else:
                hops += 1
                target = os.fsdecode(_blob(self.root, self.entries[here][1], 4096))
                if target.startswith("/") or hops > _HOPS:
                    return "\0", OUTSIDE if target.startswith("/") else MISSING
                left = [*target.split("/"), *left]
        return (real, "") if real in self.entries or real in self.folders else ("\0", MISSING)


@lru_cache(maxsize=64)
def tree(root: Path, commit_id: str) -> Tree:
    """The files of a commit below the folder ``root``, which may be any folder of the repository."""
    entries: dict[str, tuple[str, str]] = {}
    for row in ask(root, "ls-tree", "-r", "-z", commit_id).split("\0"):
        head, _, path = row.partition("\t")
        if path:
            mode, _, name = head.split(" ")
            entries[path] = (mode, name)
    return Tree(root, entries)


class _Objects:
    """One `git cat-file --batch` that answers for as long as it is asked: 0.05 ms a file, 3 ms if each had its own."""

    def __init__(self, root: Path) -> None:
        command = _command(root, "cat-file", "--batch")
        self.process: Any = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - a list, no shell
        self.lock = Lock()
        self.close = finalize(self, _end, self.process, os.getpid())

    def read(self, name: str, limit: int) -> bytes:
        """The first bytes of an object, empty when it is not there; the rest is passed over."""
        with self.lock:
            self.process.stdin.write(name.encode() + b"\n")
            self.process.stdin.flush()
            told = self.process.stdout.readline().split()
            if not told:
                raise BrokenPipeError
            if told[-1] == b"missing":
                return b""
            size = int(told[2])
            data: bytes = self.process.stdout.read(min(size, limit))
            left = size - len(data) + 1  # and the line's end
            while left > 0:
                left -= len(self.process.stdout.read(min(left, 1 << 16))) or left  # or it has ended
            return data


def _end(process: Any, owner: int) -> None:
    """End the process, if it is ours and not one that a fork has left us."""
    with suppress(OSError):  # what was not yet written needs no writing
        process.stdin.close()
    process.stdout.close()
    if os.getpid() == owner:
        process.wait()


@lru_cache(maxsize=4)
def _objects(root: Path, process: int) -> _Objects:
    """A fork has its own: two that ask one would get each other's answers."""
    del process
    return _Objects(root)


def _blob(root: Path, name: str, limit: int) -> bytes:
    try:
        return _objects(root, os.getpid()).read(name, limit)
    except OSError as error:
        message = "git 中途退出了，没有读完；请再试一次"
        raise RefusedError(message) from error
