"""`gkcat import` as a clerk meets it: findings at sheet and cell, files in place, nothing half done."""

from pathlib import Path

from conftest import Gkcat

TABLE = """\
征地补偿政务公开标准目录,,,,,
序号,公开事项,公开内容（要素）,公开依据,公开 时限,公开主体
1,征地补偿安置方案,1.征收范围；2.补偿标准,《土地管理法》第四十七条,信息形成之日起20个工作日内,市自然资源局
2,征地告知书,告知书正文,同上,同上,同上
"""


def test_a_table_comes_in_and_its_cells_are_reported(base: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    (base / "units/zrzyj/zhengdi.yaml").unlink()
    file = tmp_path / "目录.csv"
    file.write_text(TABLE, encoding="gb18030")
    ran = gkcat("import", file, "--unit", "zrzyj", cwd=base)
    assert ran.code == 0
    assert "目录.csv[表1]!D4: GK433" in ran.out
    assert "写了 1 个文件" in ran.out
    text = (base / "units/zrzyj/zhengdi.yaml").read_text("utf-8")
    assert text.count("《土地管理法》第四十七条") == 2
    assert "id: zd-002" in text


def test_a_dry_run_writes_nothing(base: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    file = tmp_path / "目录.csv"
    file.write_text(TABLE, encoding="utf-8")
    before = (base / "units/zrzyj/zhengdi.yaml").read_bytes()
    ran = gkcat("import", file, "--unit", "zrzyj", "--dry-run", cwd=base)
    assert "会写 1 个文件" in ran.out
    assert (base / "units/zrzyj/zhengdi.yaml").read_bytes() == before


def test_a_unit_or_file_that_is_not_there_is_told(base: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    file = tmp_path / "目录.csv"
    file.write_text(TABLE, encoding="utf-8")
    told = gkcat("import", file, "--unit", "mzj", cwd=base).out
    assert "GK441" in told
    assert "zrzyj（市自然资源局）；新的单位，请先写好 units/mzj/unit.yaml" in told
    assert gkcat("import", tmp_path / "无.csv", "--unit", "zrzyj", cwd=base).code == 2
