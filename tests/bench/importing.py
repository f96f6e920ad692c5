"""One import of a table of so many rows, in the national form: seconds of processor time and peak memory, as JSON.

The one rule: the floor, openpyxl reading the same cells, is measured in the same process, before.

    python tests/bench/importing.py 10000
"""

import json
import resource
import shutil
import sys
import tempfile
from pathlib import Path
from time import process_time

import openpyxl
import xlsxwriter  # type: ignore[import-untyped]  # XlsxWriter ships neither stubs nor py.typed

from gkcat.cli.exchange import uncollected
from gkcat.importing import import_file
from gkcat.pipeline import begin, load_catalog
from gkcat.workspace import Workspace

REPOSITORY = Path(__file__).parents[2]
HEAD = (
    "序号 一级事项 二级事项 公开内容（要素） 公开依据 公开时限 公开主体 公开渠道和载体 "
    "全社会 特定群体 主动 依申请 县级 乡级"
)
CHANNELS = """\
■政府网站 □政府公报
■两微一端 □发布会/听证会
□广播电视 □纸质媒体
□公开查阅点 ■政务服务中心
□便民服务站 □入户/现场
□社区/企事业单位/村公示栏（电子屏）
□精准推送 □其他"""


def row(number: int) -> list[str | int]:
    """A row, of an item of three rows, with lists, marks and a citation in its cells."""
    basis = "《社会救助暂行办法》（国务院令第649号）"
    content = f"1.对象名单{number}；2.救助标准；3.资金发放情况"
    ticks = ["√" if number % 4 else "", "" if number % 4 else "低保对象", "√", "", "√", "√" if number % 2 else ""]
    words = [basis, "信息形成或者变更之日起20个工作日内", "市民政局", CHANNELS]
    return [number, f"类别{number // 200}", f"事项{number // 3}", content, *words, *ticks]


def main() -> None:
    """Make, import, measure."""
    rows = int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="gkcat-bench-") as folder:
        root, file = Path(folder) / "workspace", Path(folder) / "大表.xlsx"
        shutil.copytree(REPOSITORY / "catalog", root / "catalog")
        (root / "units/mzj").mkdir(parents=True)
        shutil.copy(REPOSITORY / "units/mzj/unit.yaml", root / "units/mzj")
        book = xlsxwriter.Workbook(file)
        sheet = book.add_worksheet("扶贫救灾")
        for number, cells in enumerate([HEAD.split(), *map(row, range(1, rows + 1))]):
            sheet.write_row(number, 0, cells)
        book.close()
        began = process_time()
        read = openpyxl.load_workbook(file, read_only=True)
        floor_rows = sum(1 for _ in read["扶贫救灾"].iter_rows(values_only=True))
        floor = process_time() - began
        workspace = Workspace(root)
        catalog, _, _ = load_catalog(workspace, begin())
        began = process_time()
        with uncollected():
            files, findings = import_file(workspace, catalog, file, "mzj")
        took = process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"rows": floor_rows - 1, "seconds": round(took, 2), "openpyxl_seconds": round(floor, 2)}
    told |= {"ratio": round(took / floor, 2), "peak_mb": peak, "files": len(files), "findings": len(findings)}
    print(json.dumps(told))  # noqa: T201 - the measurement is the output


if __name__ == "__main__":
    main()
