"""Takes the pictures of the papers in docs/pictures: pages of the demonstration's volumes, of a letter and a workbook.

The one rule: `python docs/papers.py` is run by hand when the looks have changed; LibreOffice and fonts differ from one
machine to the next, so no test compares them.
"""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from gkcat.build import Choice, build
from gkcat.letter import letters
from gkcat.libreoffice import convert
from gkcat.pipeline import load_catalog
from gkcat.workspace import Workspace

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs/pictures"
LETTER = "letters/市民政局目标责任书"


class Shot(NamedTuple):
    """A picture: its name, the file without ending, the page, and dots to an inch."""

    name: str
    file: str
    page: int
    dots: int


SHOTS = (
    Shot("cover", "filing/神木市政务公开事项标准目录", 1, 50),
    Shot("contents", "filing/神木市政务公开事项标准目录", 3, 50),
    Shot("table", "filing/神木市政务公开事项标准目录", 5, 80),
    Shot("national", "filing/神木市政务公开标准目录", 6, 80),
    Shot("qingdan", "filing/神木市政务公开事项清单", 5, 80),
    Shot("channels", "filing/神木市政务公开平台事项对照表", 5, 80),
    Shot("withheld", "filing/神木市不予公开事项清单", 3, 80),
    Shot("attachment1", "filing/神木市政务公开责任单位表", 3, 60),
    Shot("coverage", "filing/神木市五公开覆盖情况表", 3, 60),
    Shot("letter", LETTER, 1, 50),
    Shot("workbook", "books/神木市政务公开事项标准目录", 3, 80),
)


def main() -> None:
    """Build the papers of the demonstration and take a page of each."""
    workspace = Workspace(ROOT)
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "out"
        build(workspace, out, Choice(formats=("pdf", "xlsx")))
        catalog, _, _ = load_catalog(workspace, 0)
        if catalog.head:
            letters(catalog, catalog.head, ["mzj"], workspace.templates(), out / "letters")
        _printed(out / f"{LETTER}.docx", out / "letters")
        _printed(out / "filing/神木市政务公开事项标准目录.xlsx", out / "books")
        for shot in SHOTS:
            page, picture = str(shot.page), str(PICTURES / shot.name)
            command = ["pdftoppm", "-f", page, "-l", page, "-r", str(shot.dots), "-gray", "-png", "-singlefile"]
            subprocess.run([*command, str(out / f"{shot.file}.pdf"), picture], check=True)


def _printed(path: Path, folder: Path) -> None:
    """Have LibreOffice print a file into the folder."""
    fonts = {"FONTCONFIG_FILE": str(ROOT / "templates/docx/fonts.conf")} | os.environ
    code, said = convert([path], "pdf", folder, 120, fonts)
    if code != 0:
        raise SystemExit(said)


if __name__ == "__main__":
    main()
