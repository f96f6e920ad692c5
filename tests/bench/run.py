"""`make bench`: how fast gkcat is, as ratios to what the bare libraries need in the same run.

The one rule: subject and floor take turns, each time in a new process, and the best of several turns counts, so that
whatever else the machine does hits both.

    python tests/bench/run.py [sizes …] [--only diff|validate|rules|build|site|start|memory|pool]
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import generate

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
BIN = Path(sys.executable).parent
TURNS, LARGE_TURNS, STARTS = 5, 2, 15
LARGE = 10_000  # items: a site of half a gigabyte a turn, in which one turn is like another
FORMATS = ("docx", "xlsx", "html", "json", "csv")
SIZES, SITES = [1000, 5000], [5000, 50000]
POOL_SIZES = (50, 100, 200, 300, 400, 600, 800)

Found = dict[str, Any]


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description="Measure gkcat against the bare libraries.")
    arguments.add_argument("sizes", nargs="*", type=int, default=SIZES, help="items, of two disclosures each")
    arguments.add_argument("--only", choices=PARTS, help="this part alone")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="gkcat-bench-") as folder:
        for name, part in PARTS.items():
            if chosen.only in (None, name):
                part(Path(folder), chosen.sizes)


# ── the parts ────────────────────────────────────────────────────────────────


def validate(folder: Path, sizes: Sequence[int]) -> None:
    """Check against reading the same files into the same types."""
    title(
        "validate: against reading the same files by ruamel's C parser into plain",
        "strings and the items into pydantic's types, without any check",
    )
    line(("items", 7), ("", -16), ("seconds", 8), ("items/s", 9), ("ratio", 7), ("aim", 7))
    for size in sizes:
        found = turns(("validate-floor", "validate", "validate-two"), catalogue(folder, size))
        floor = found["validate-floor"]["seconds"]
        for name, label, aim in (
            ("validate-floor", "floor", ""),
            ("validate", "validate", "≤ 2.00"),
            ("validate-two", "2 processes", ""),
        ):
            seconds = found[name]["seconds"]
            rate, ratio = f"{size / seconds:,.0f}", f"{seconds / floor:.2f}"
            line((f"{size:,}", 7), ("  " + label, -16), (f"{seconds:.3f}", 8), (rate, 9), (ratio, 7), (aim, 7))


def rules(folder: Path, sizes: Sequence[int]) -> None:
    """The rules by their cost."""
    size = max(sizes)
    title(f"rules: time of check() over all subjects, {size:,} items")
    root = catalogue(folder, size)
    found = [job("rules", root)["rules"] for _ in range(3)]
    whole = min(job("validate", root)["seconds"] for _ in range(3))
    best = {name: min(each[name] for each in found) for name in found[0]}
    line(("rule", -45), ("ms", 7), ("of validate", 12))
    for name, seconds in sorted(best.items(), key=lambda pair: -pair[1]):
        line((name, -45), (f"{seconds * 1000:.1f}", 7), (f"{seconds / whole:.1%}", 12))
    total = sum(best.values())
    line(("all", -45), (f"{total * 1000:.1f}", 7), (f"{total / whole:.1%}", 12))


def build(folder: Path, sizes: Sequence[int]) -> None:
    """Each format against its bare library."""
    title(
        "build: a Book of all rows against the bare library writing the same strings",
        "(python-docx and cloned rows, XlsxWriter, jinja2, json, csv)",
    )
    line(("items", 7), ("", -10), ("seconds", 8), ("rows/s", 9), ("floor", 8), ("ratio", 7), ("aim", 9))
    aims = {"docx": "≤ 2.00", "xlsx": "≤ 2.00", "form": "≤ 3.50"}
    for size in sizes:
        root = catalogue(folder, size)
        bound = turns(("bind",), root)["bind"]
        row("bind", size, bound)
        for form in (*FORMATS, "form"):
            found = turns((f"{form}-floor", form), root)
            row(form, size, found[form], found[f"{form}-floor"]["seconds"], aims.get(form, ""))
        found = turns(("site-floor", "site"), root)
        row("site", size, found["site"], found["site-floor"]["seconds"], "≥ 15,000")


def row(label: str, size: int, found: Found, floor: float = 0, aim: str = "") -> None:
    """A line of the build table."""
    seconds, rate = found["seconds"], f"{found['rows'] / found['seconds']:,.0f}"
    least, ratio = (f"{floor:.3f}", f"{seconds / floor:.2f}") if floor else ("", "")
    line((f"{size:,}", 7), ("  " + label, -10), (f"{seconds:.3f}", 8), (rate, 9), (least, 8), (ratio, 7), (aim, 9))


def site(folder: Path, sizes: Sequence[int]) -> None:
    """The whole site, and 100 searches in a browser slowed four times."""
    title(
        f"site: made whole by one process, the best of {TURNS} turns, of {LARGE_TURNS} from {LARGE:,} items on;",
        "100 first searches, held against a scan of every line",
        "(bare: seconds of the processor that a loop takes to write the same bytes into as many files beside them)",
        "(KB packed before the first hit: index, titles and the script; ms from opening the page, slowed 4 times)",
    )
    heads = (("items", 7), ("seconds", 8), ("cpu s", 7), ("bare", 6), ("items/s", 8), ("MB", 6), ("files", 7))
    line(*heads, ("KB most", 8), ("median", 7), ("ms", 6), ("most", 6), ("exact", 6), ("recall", 7), ("prec.", 6))
    for size in SITES if sizes == SIZES else sizes:
        root = catalogue(folder, size)
        made = min(
            (job("site-made", root) for _ in range(TURNS if size < LARGE else LARGE_TURNS)),
            key=lambda one: one["processor"],
        )
        found = job("site-searched", root) | made
        line(
            (f"{size:,}", 7),
            (f"{found['seconds']:.1f}", 8),
            (f"{found['processor']:.2f}", 7),
            (f"{found['bare']:.2f}", 6),
            (f"{size / found['processor']:,.0f}", 8),
            (f"{found['bytes'] / 1e6:.0f}", 6),
            (f"{found['files']:,}", 7),
            (f"{found['first_bytes'] / 1024:.1f}", 8),
            (f"{found['usual_bytes'] / 1024:.1f}", 7),
            (f"{found['first_ms']:.0f}", 6),
            (f"{found['slowest_ms']:.0f}", 6),
            (f"{found['exact']}", 6),
            (f"{found['recall']:.3f}", 7),
            (f"{found['precision']:.3f}", 6),
        )
    line(("aims at 5,000", -36), ("≥ 2,000", 0), ("", 6), ("≤ 40 KB", -10), ("100 exact", -12))


def start(folder: Path, sizes: Sequence[int]) -> None:
    """The command from its start to its end."""
    del folder, sizes
    title(f"start-up: the best of {STARTS} runs")
    gkcat, python = str(BIN / "gkcat"), str(BIN / "python")
    found = commands(
        {
            "import typer": (python, "-c", "import typer"),
            "gkcat --version": (gkcat, "--version"),
            "gkcat validate": (gkcat, "validate", "--root", str(REPOSITORY)),
        }
    )
    line(("", -40), ("seconds", 8), ("ratio", 7), ("aim", 9))
    for name, seconds in found.items():
        label = name + (" (demonstration)" if name == "gkcat validate" else "")
        aim = "≤ 1.30" if name == "gkcat --version" else ""
        line((label, -40), (f"{seconds:.3f}", 8), (f"{seconds / found['import typer']:.2f}", 7), (aim, 9))


def memory(folder: Path, sizes: Sequence[int]) -> None:
    """The peak of each command's work, checking included."""
    size = max(sizes)
    title(f"memory: the peak of one process, {size:,} items; build checks, then writes all")
    line(("", -14), ("MB", 6), ("aim", 7), ("seconds", 9))
    for name in ("validate", *(f"build-{form}" for form in FORMATS)):
        found = job(name, catalogue(folder, size))
        line((name, -14), (f"{found['megabytes']:.0f}", 6), ("< 250", 7), (f"{found['seconds']:.2f}", 9))


def pool(folder: Path, sizes: Sequence[int]) -> None:
    """From which size two processes are faster than one: `_WORTH_A_POOL` in cli/terminal.py."""
    del sizes
    title("pool: gkcat validate from its start to its end, one process and two")
    line(("items", 7), ("bytes", 10), ("one", 8), ("two", 8), ("two/one", 8))
    for size in POOL_SIZES:
        root = catalogue(folder, size)
        weight = sum(path.stat().st_size for path in root.glob("units/*/*.yaml"))
        command = (str(BIN / "gkcat"), "validate", "--root", str(root), "--jobs")
        found = commands({"one": (*command, "1"), "two": (*command, "2")})
        one, two = found["one"], found["two"]
        line((f"{size:,}", 7), (f"{weight:,}", 10), (f"{one:.3f}", 8), (f"{two:.3f}", 8), (f"{two / one:.2f}", 8))


def diff(folder: Path, sizes: Sequence[int]) -> None:
    """Compare the work tree with a commit when one unit's file has changed: the cost follows the change."""
    title("diff: seconds of the whole command when one unit of many has changed;", "floor: gkcat's start alone")
    line(("items", 7), ("units", 7), ("start", 8), ("diff", 8), ("ratio", 8), ("aim", 8))
    for size in sizes:
        root = Path(shutil.copytree(catalogue(folder, size), folder / f"diff-{size}"))
        for words in (("init", "-q"), ("add", "-A"), (*_WHO, "commit", "-qm", "all")):
            subprocess.run(["git", "-C", root, *words], check=True)
        units = sorted((root / "units").iterdir())
        path = next(path for path in sorted(units[0].iterdir()) if path.name not in {"unit.yaml", "powers.yaml"})
        path.write_text(path.read_text("utf-8").replace("name: ", "name: 新", 1), "utf-8")
        gkcat = str(BIN / "gkcat")
        found = commands({"start": [gkcat, "--version"], "diff": [gkcat, "diff", "HEAD", "--root", str(root)]})
        cells = [(f"{found[name]:.3f}", 8) for name in ("start", "diff")]
        line((f"{size:,}", 7), (f"{len(units)}", 7), *cells, (f"{found['diff'] / found['start']:.1f}", 8), ("< 1 s", 8))


_WHO = ("-c", "user.name=bench", "-c", "user.email=bench@example.gov.cn")


def importing(folder: Path, sizes: Sequence[int]) -> None:
    """A table of the national form; the aim is 10 s and 400 MB for 10,000 rows."""
    del folder, sizes
    title("import: an XLSX of so many rows, against openpyxl reading its cells")
    line(("rows", 7), ("seconds", 8), ("ratio", 7), ("MB", 6))
    for size in (1_000, 10_000):
        call = (sys.executable, str(HERE / "importing.py"), str(size))
        found = json.loads(subprocess.run(call, check=True, stdout=subprocess.PIPE).stdout)
        line((f"{size:,}", 7), (f"{found['seconds']:.2f}", 8), (f"{found['ratio']:.1f}", 7), (f"{found['peak_mb']}", 6))


PARTS = {
    "diff": diff,
    "validate": validate,
    "rules": rules,
    "build": build,
    "site": site,
    "start": start,
    "memory": memory,
    "pool": pool,
    "import": importing,
}

# ── measuring ────────────────────────────────────────────────────────────────


def catalogue(folder: Path, size: int) -> Path:
    """The generated catalogue of a size, made once."""
    root = folder / str(size)
    return root if root.exists() else generate.catalogue(root, size)


def job(name: str, root: Path) -> Found:
    """What one job found, in a process of its own.

    What it wrote stays until the end of the run: for a minute after many files were removed, a new one costs ten times
    as much on an ext4 disk without a journal.
    """
    folder = tempfile.mkdtemp(prefix=f"{name}-", dir=root.parent)
    done = subprocess.run([sys.executable, HERE / "jobs.py", name, root, folder], check=True, stdout=subprocess.PIPE)
    found: Found = json.loads(done.stdout)
    return found


def turns(names: Iterable[str], root: Path) -> dict[str, Found]:
    """The jobs in turn, several times: the best of each."""
    found = [{name: job(name, root) for name in names} for _ in range(TURNS)]
    return {name: min((each[name] for each in found), key=lambda one: one["seconds"]) for name in names}


def commands(named: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """The commands in turn, several times: the best seconds of each."""
    best = dict.fromkeys(named, float("inf"))
    for _ in range(STARTS):
        for name, command in named.items():
            begun = perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            best[name] = min(best[name], perf_counter() - begun)
    return best


# ── printing ─────────────────────────────────────────────────────────────────


def title(*words: str) -> None:
    """A heading."""
    say("", *words, "─" * 72)


def line(*cells: tuple[str, int]) -> None:
    """Cells in columns: so many characters wide, to the left if negative."""
    say("".join(f"{text:<{-width}}" if width < 0 else f"{text:>{width}}" for text, width in cells).rstrip())


def say(*lines: str) -> None:
    """Print at once, for a run takes minutes."""
    print(*lines, sep="\n", flush=True)  # noqa: T201 - a table is what this is for


if __name__ == "__main__":
    main()
