"""The command line: what goes in, what comes out, and how it leaves."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.main import get_command

from conftest import Gkcat
from examples import ITEMS, around, examples, lay
from gkcat import __version__, cli, pipeline, reports
from gkcat.cli.check import kinds
from gkcat.cli.terminal import hanging
from gkcat.workspace import Workspace

VAGUE = {ITEMS: around("deadline: 及时公开\n")}
IDLE = {ITEMS: around("scope: 全部公开 # gkcat: ignore[GK121] 已请示\n")}
COMMANDS = sorted(get_command(cli.program()).commands)  # type: ignore[attr-defined]  # a group, which typer calls a command
ANSI = "\x1b["


ENGLISH = re.compile(
    r"\b(usage|options?|arguments?|commands?|show|exit|default|required|help|text|path|integer|directory|file|range|try"
    r"|error|missing|invalid|no|such|not|did|you|mean|got|unexpected|extra|requires|is|of|the)\b",
    re.IGNORECASE,
)
NAMES = re.compile(r"--[\w-]+|catalog/catalog\.yaml|多了 \w+|merge-file")
"""What may stand in English: options, files, and what the user wrote himself."""


@pytest.fixture
def vague(base: Path) -> Path:
    """A workspace with one error."""
    lay(base, VAGUE)
    return base


# ── exit codes ───────────────────────────────────────────────────────────────


def test_clean_is_0(base: Path, gkcat: Gkcat) -> None:
    ran = gkcat("validate", cwd=base)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "检查了 2 个单位、3 个事项、3 条公开内容：没有发现问题。\n"


def test_error_is_1(vague: Path, gkcat: Gkcat) -> None:
    assert gkcat("validate", cwd=vague).code == 1


def test_warning_is_0_and_strictly_1(base: Path, gkcat: Gkcat) -> None:
    lay(base, IDLE)
    assert "提醒 GK016" in gkcat("validate", cwd=base).out
    assert gkcat("validate", cwd=base).code == 0
    assert gkcat("validate", "--strict", cwd=base).code == 1


USAGE = [
    ["--nope"],
    ["nope"],
    ["validat"],
    ["validate", "--nope"],
    ["validate", "--forma", "json"],
    ["validate", "--format"],
    ["validate", "--format", "pdf"],
    ["validate", "--jobs", "x"],
    ["validate", "--jobs", "-1"],
    ["validate", "--strict=1"],
    ["validate", "没有这个文件.yaml"],
    ["validate", "--root", "没有"],
    ["validate", "--root", "units"],
    ["validate", ".."],
    ["validate", "--executor", "nope"],
    ["validate", "--executor", "nope:nope"],
    ["explain", "GK999"],
    ["explain", "GK001", "GK002"],
    ["build", "--unit", "nope"],
    ["build", "--format", "pptx"],
    ["build", "extra"],
]


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_wrong_call_is_2_in_one_chinese_sentence(arguments: list[str], base: Path, gkcat: Gkcat) -> None:
    ran = gkcat(*arguments, cwd=base)
    assert (ran.code, ran.out) == (2, "")
    first, *rest = ran.err.splitlines()
    assert re.match(r"(用法不对|gkcat)：.*[一-鿿]", first)
    assert rest == [] or re.fullmatch(r"看用法：gkcat[ a-z]* --help", rest[0])
    assert not ENGLISH.findall(NAMES.sub("", first.replace(str(base), "")))
    assert "Traceback" not in ran.err


def test_outside_any_workspace_is_2(tmp_path: Path, gkcat: Gkcat) -> None:
    ran = gkcat("validate", cwd=tmp_path)
    assert ran.code == 2
    assert "catalog/catalog.yaml" in ran.err


def test_slip_in_a_name_is_told(base: Path, gkcat: Gkcat) -> None:
    assert "是不是 validate？" in gkcat("validat", cwd=base).err
    assert "是不是 --format？" in gkcat("validate", "--forma", "json", cwd=base).err


def test_fault_of_gkcat_is_3_with_a_log(base: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        message = "boom"
        raise RuntimeError(message)

    monkeypatch.setattr(pipeline, "check", fail)
    ran = gkcat("validate", cwd=base)
    assert (ran.code, ran.out) == (3, "")
    assert len(ran.err.splitlines()) == 1
    assert "Traceback" not in ran.err
    log = Path(ran.err.strip().rpartition("：")[2])
    try:
        text = log.read_text(encoding="utf-8")
    finally:
        log.unlink()
    assert "RuntimeError: boom" in text
    assert f"gkcat {__version__}" in text
    assert "validate" in text


def test_environment_is_2(base: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "units/a.yaml")

    monkeypatch.setattr(pipeline, "check", fail)
    ran = gkcat("validate", cwd=base)
    assert (ran.code, ran.err) == (2, "gkcat：没有权限读写：units/a.yaml\n")


def test_interrupt_is_130(base: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "check", fail)
    ran = gkcat("validate", cwd=base)
    assert ran.code == 130
    assert "Traceback" not in ran.err


def test_program_leaves_with_its_code(vague: Path, tmp_path: Path) -> None:
    """The real program, in a pipe, from a folder below the root."""
    command = [sys.executable, "-c", "from gkcat.cli import main; main()", "validate"]
    ran = subprocess.run(command, cwd=vague / "units" / "jyj", capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert "GK121" in ran.stdout.decode("utf-8")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 2


# ── reports ──────────────────────────────────────────────────────────────────

KEYS = ["code", "name", "severity", "message", "path", "line", "column", "pointer", "fixable"]


def test_json(vague: Path, gkcat: Gkcat) -> None:
    ran = gkcat("validate", "--format", "json", cwd=vague)
    body = json.loads(ran.out)
    assert [*body] == ["findings", "summary"]
    (finding,) = body["findings"]
    assert [key for key in finding if key in KEYS] == KEYS
    line = next(n for n, text in enumerate(VAGUE[ITEMS].splitlines(), 1) if "deadline" in text)
    assert {key: finding[key] for key in KEYS if key != "message"} == {
        "code": "GK121",
        "name": "vague-deadline",
        "severity": "error",
        "path": ITEMS,
        "line": line,
        "column": 19,
        "pointer": "/items/0/disclosures/0/deadline",
        "fixable": False,
    }
    assert body["summary"] == {"units": 2, "items": 2, "disclosures": 2, "errors": 1, "warnings": 0}
    assert [*body["summary"]] == ["units", "items", "disclosures", "errors", "warnings"]


def test_json_of_nothing(base: Path, gkcat: Gkcat) -> None:
    assert json.loads(gkcat("validate", "--format", "json", cwd=base).out)["findings"] == []


def test_concise(vague: Path, gkcat: Gkcat) -> None:
    first, _summary = gkcat("validate", "--format", "concise", cwd=vague).out.splitlines()
    assert re.match(rf"{ITEMS}:\d+:19: GK121 错误 时限“及时公开”含糊.*\[vague-deadline\]$", first)


def test_pretty_shows_the_line_and_a_caret_below_the_words(vague: Path, gkcat: Gkcat) -> None:
    lines = gkcat("validate", cwd=vague).out.splitlines()
    place = next(n for n, line in enumerate(lines) if "及时公开" in line and "|" in line)
    assert lines[place].endswith("deadline: 及时公开")
    assert lines[place + 1].endswith("^" * 8), "four wide characters"
    assert lines[place].index("及") == lines[place + 1].index("^"), "only narrow ones stand before"


@pytest.mark.parametrize("form", reports.names())
def test_every_report_runs_in_a_pipe_without_colours(form: str, vague: Path, gkcat: Gkcat) -> None:
    ran = gkcat("validate", "--format", form, cwd=vague)
    assert ran.code == 1
    assert "GK121" in ran.out
    assert ANSI not in ran.out
    assert ran.err == ""


def test_colours_on_a_terminal_unless_not_wanted(vague: Path, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sys.stdout.isatty
    assert not real()
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert ANSI in gkcat("validate", cwd=vague).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert ANSI not in gkcat("validate", cwd=vague).out


def test_sentences_hang_on_a_terminal_and_stay_whole_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = "梳理阶段已于2025年9月19日结束，市自然资源局、市教育局等6个单位还没有报送，逾期3天。"
    assert hanging(sentence) == [f"  {sentence}"]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    lines = hanging(sentence)
    assert "".join(line.removeprefix("  ") for line in lines) == sentence
    assert all(cell_len(line) <= 40 for line in lines)


def test_statistics(vague: Path, gkcat: Gkcat) -> None:
    first, _summary = gkcat("validate", "--statistics", cwd=vague).out.splitlines()
    assert first.split() == ["1", "GK121", "规定时限含糊", "[vague-deadline]"]


def test_a_part_is_not_taken_for_the_whole(vague: Path, gkcat: Gkcat) -> None:
    assert gkcat("validate", "--select", "GK2", cwd=vague).out.endswith("：所看的部分没有发现问题。\n")
    assert gkcat("validate", "units/zrzyj", cwd=vague).out.endswith("：所看的部分有 1 个错误，0 个提醒。\n")
    assert gkcat("validate", cwd=vague).out.endswith("：1 个错误，0 个提醒。\n")


def test_select_and_ignore(vague: Path, gkcat: Gkcat) -> None:
    assert gkcat("validate", "--select", "GK12", cwd=vague).code == 1
    assert gkcat("validate", "--select", "gk13", cwd=vague).code == 0
    assert gkcat("validate", "--ignore", "GK121", cwd=vague).code == 0
    assert gkcat("validate", "--ignore", "GK122", cwd=vague).code == 1


# ── places ───────────────────────────────────────────────────────────────────


def test_paths_narrow_what_is_shown(vague: Path, gkcat: Gkcat) -> None:
    for path, code in ((ITEMS, 1), ("units/zrzyj", 1), ("units", 1), (".", 1), ("units/jyj", 0), ("catalog", 0)):
        assert gkcat("validate", path, cwd=vague).code == code, path


def test_path_from_where_the_user_stands(vague: Path, gkcat: Gkcat) -> None:
    assert gkcat("validate", "zhengdi.yaml", cwd=vague / "units" / "zrzyj").code == 1
    assert gkcat("validate", "../jyj", cwd=vague / "units" / "zrzyj").code == 0


def test_folder_with_a_like_name_is_not_meant(vague: Path, gkcat: Gkcat) -> None:
    lay(vague, {"units/zrz/unit.yaml": "name: 甲\n"})
    ran = gkcat("validate", "--format", "concise", "units/zrz", cwd=vague)
    assert "GK302" in ran.out
    assert "GK121" not in ran.out


def test_root_from_elsewhere(vague: Path, tmp_path: Path, gkcat: Gkcat) -> None:
    ran = gkcat("validate", "--format", "concise", "--root", vague, cwd=tmp_path)
    assert ran.code == 1
    assert ran.out.startswith(f"{ITEMS}:"), "paths are from the root, wherever one stands"


def test_path_elsewhere_finds_its_own_root(vague: Path, tmp_path: Path, gkcat: Gkcat) -> None:
    assert gkcat("validate", vague / "units", cwd=tmp_path).code == 1


def test_output_is_the_same_on_any_number_of_jobs(vague: Path, gkcat: Gkcat) -> None:
    outs = {gkcat("validate", "--jobs", jobs, cwd=vague).out for jobs in ("1", "2")}
    assert len(outs) == 1


def test_executor_of_the_users(vague: Path, gkcat: Gkcat) -> None:
    executor = "concurrent.futures:ThreadPoolExecutor"
    assert gkcat("validate", "--executor", executor, cwd=vague).out == gkcat("validate", cwd=vague).out


# ── help ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_chinese(command: str, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    ran = gkcat(*filter(None, [command]), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "用法：gkcat" in ran.out
    assert "显示本说明。" in ran.out
    assert not ENGLISH.findall(NAMES.sub("", ran.out))
    for line in ran.out.splitlines():
        if re.match(r"│ +--", line):
            assert re.search(r"[一-鿿].*。", line), f"an option without a Chinese sentence: {line}"


@pytest.mark.parametrize("width", ["60", "80"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_whole_on_a_narrow_terminal(
    command: str, width: str, gkcat: Gkcat, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = [*filter(None, [command]), "--help"]
    monkeypatch.setenv("COLUMNS", "400")
    whole = re.sub(r"[\s│─╭╮╰╯]", "", gkcat(*words).out)
    monkeypatch.setenv("COLUMNS", width)
    narrow = gkcat(*words).out
    assert all(cell_len(line) <= int(width) for line in narrow.splitlines())
    assert sorted(re.sub(r"[\s│─╭╮╰╯]", "", narrow)) == sorted(whole)


def test_help_names_every_command(gkcat: Gkcat) -> None:
    text = gkcat("--help").out
    for name in COMMANDS:  # each on a line of its own, whole
        assert re.search(rf"│ {name} +[一-鿿].*。 *│", text), name


def test_without_arguments_the_help_is_shown(gkcat: Gkcat) -> None:
    ran = gkcat()
    assert ran.code == 2
    assert "用法：gkcat" in ran.out


def test_version(gkcat: Gkcat) -> None:
    assert gkcat("--version").out == f"gkcat {__version__}\n"


def test_version_loads_nothing_heavy() -> None:
    program = "import sys; sys.argv[1:] = ['--version']\nfrom gkcat.cli import _run\n_run()\nprint(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    loaded = set(ran.stdout.split())
    assert "typer" in loaded
    assert not {name for name in loaded if name.startswith("gkcat.cli.")} - {"gkcat.cli.face", "gkcat.cli.terminal"}
    assert not loaded & {"pydantic", "ruamel.yaml", "rich.console", "jinja2", "openpyxl", "docx", "lxml", "xlsxwriter"}


def test_a_command_is_loaded_with_its_module_alone() -> None:
    """So that a hook before each commit need not load what the office does; and none is listed that is not there."""
    for module, commands in cli._COMMANDS.items():
        for command in commands:
            program = (
                f"import sys; sys.argv[1:] = [{command!r}, '--help']\nfrom gkcat.cli import _run\ncode = _run()\n"
                "print(code, *(name for name in sys.modules if name.startswith('gkcat.cli.')), sep='\\n')"
            )
            ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
            assert f"用法：gkcat {command}" in ran.stdout
            last = ran.stdout.split("\n0\n")[-1].split()
            assert f"gkcat.cli.{module}" in last
            others = {f"gkcat.cli.{each}" for each in cli._COMMANDS} - {f"gkcat.cli.{module}", "gkcat.cli.check"}
            assert not others & {*last}
    assert sorted(name for names in cli._COMMANDS.values() for name in names) == COMMANDS


# ── which findings ───────────────────────────────────────────────────────────


def test_select_by_code_its_beginning_or_name(vague: Path, gkcat: Gkcat) -> None:
    for asked in ("GK121", "gk12", "vague-deadline", "GK110,GK121"):
        assert gkcat("validate", "--select", asked, cwd=vague).code == 1
    assert gkcat("validate", "--select", "GK110", cwd=vague).code == 0
    assert gkcat("validate", "--ignore", "GK110，vague-deadline", cwd=vague).code == 0


@pytest.mark.parametrize("asked", ["GK999", "abc", "", "GK121,", "vague"])
@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_code_that_is_none_is_refused(option: str, asked: str, vague: Path, gkcat: Gkcat) -> None:
    ran = gkcat("validate", option, asked, cwd=vague)
    assert (ran.code, ran.out) == (2, "")
    assert "gkcat explain" in ran.err


def test_waived_lists_what_was_let_pass_and_why(vague: Path, gkcat: Gkcat) -> None:
    path = vague / ITEMS
    text = path.read_text(encoding="utf-8").replace("及时公开", "及时公开 # gkcat: ignore[GK121] 已请示")
    path.write_text(text, encoding="utf-8")
    told, summary = gkcat("validate", "--waived", cwd=vague).out.splitlines()
    assert told.startswith(f"{ITEMS}:")
    assert told.endswith("（注释：已请示）")
    assert summary.endswith("没有发现问题；另有 1 处按写明的理由放过。")


def test_a_comment_counts_in_a_unit_that_was_not_asked_for(base: Path) -> None:
    different = next(kind for kind in kinds() if kind.name == "same-item-differs")
    later = "units/jyj/zhengdi.yaml"
    lay(base, examples(different)["反例"])
    text = (base / later).read_text(encoding="utf-8")
    lay(base, {later: text.replace("发放\n", "发放 # gkcat: ignore[GK305,GK110] 已商定\n", 1)})
    whole = pipeline.check(Workspace(base))
    assert [(each.where.path, each.code) for each in whole.findings] == [(later, "GK016")]
    assert pipeline.check(Workspace(base), pipeline.Question(units=frozenset())).findings == ()


def test_fix_is_as_strict_as_it_is_asked_to_be(base: Path, gkcat: Gkcat) -> None:
    lay(base, {ITEMS: around("content: 征求意见、会议、方案 说明\n")})
    assert gkcat("validate", "--fix", cwd=base).code == 0
    assert gkcat("validate", "--fix", "--strict", cwd=base).code == 1
    assert gkcat("validate", "--unsafe-fixes", "--strict", cwd=base).code == 0


@pytest.mark.parametrize("option", ["--fix", "--unsafe-fixes", "--diff"])
def test_watching_changes_nothing(option: str, base: Path, gkcat: Gkcat) -> None:
    ran = gkcat("validate", "--watch", option, cwd=base)
    assert (ran.code, ran.out) == (2, "")
    assert "--watch" in ran.err


def test_fmt_names_odd_files_plainly(base: Path, gkcat: Gkcat) -> None:
    (base / "units/jyj/x\x1b[31m.yaml").write_text("a:   1\n", encoding="utf-8")
    ran = gkcat("fmt", "--check", cwd=base)
    assert ran.code == 1
    assert "\x1b" not in ran.out
