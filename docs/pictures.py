"""Takes the pictures of the site in docs/pictures, and the picture that is shown where a page is shared.

The one rule: `python docs/pictures.py` is run by hand when the looks have changed; browsers differ by a dot or two, so
no test compares them.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from gkcat.build import Choice, build
from gkcat.workspace import Workspace

DOCS = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
PAGES = {
    "home": "index.html",
    "search": "search.html?q=%E5%BE%81%E5%9C%B0",
    "domain": "domains/zhengdi-buchang.html",
    "item": "items/mzj/bzzf-001.html",
    "overview": "overview.html",
}
LOOKS = ((1280, 900, "light"), (390, 800, "light"), (390, 800, "dark"))
SHARED = """
<!DOCTYPE html><meta charset="utf-8"><style>
body { margin: 0; background: #fff; font-family: "Noto Sans CJK SC", sans-serif; color: #1c1e21; }
h1 { position: absolute; left: 110px; top: 150px; margin: 0; font-size: 92px; line-height: 1.25; }
p { position: absolute; left: 112px; top: 420px; margin: 0; font-size: 40px; color: #555b63; }
i { position: absolute; background: #0b4a92; width: 36px; height: 630px; }
</style><i></i><h1>政务公开事项<br>标准目录</h1><p>公开什么、由谁公开、什么时候公开、在哪里公开</p>
"""


def main() -> None:
    """Build the demonstration site and take the pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        build(Workspace(DOCS.parent), Path(folder) / "out", Choice(formats=("html",)))
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name, path in PAGES.items():
            for width, height, scheme in LOOKS:
                picture = DOCS / "pictures" / f"site-{name}-{width}-{scheme}.png"
                _take(
                    browser,
                    f"file://{folder}/out/site/{path}",
                    ViewportSize(width=width, height=height),
                    picture,
                    scheme,
                )
        page = browser.new_page(viewport=ViewportSize(width=1200, height=630))
        page.set_content(SHARED)
        page.screenshot(path=DOCS.parent / "templates/site/assets/share.png")
        browser.close()


def _take(browser: Browser, address: str, size: ViewportSize, picture: Path, scheme: str) -> None:
    context = browser.new_context(viewport=size, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(address)
    if "search" in picture.name:
        page.locator("#hits[data-done]").wait_for(state="attached")
    page.screenshot(path=picture)
    context.close()


if __name__ == "__main__":
    main()
