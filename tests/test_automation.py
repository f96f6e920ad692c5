"""`gkcat ci` writes workflows that the hosts' own schemas admit, and that give a pull request nothing to steal."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import check_jsonschema  # type: ignore[import-untyped]  # it has no types
import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

import history
from conftest import Gkcat

REPOSITORY = Path(__file__).parents[1]
SCHEMAS = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor"
WRITTEN = {
    "github": (".github/workflows/gkcat.yml", ".github/workflows/gkcat-comment.yml"),
    "gitlab": (".gitlab-ci.yml",),
    "gitee": (".workflow/gkcat.yml",),
}


def read(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path)


@pytest.mark.parametrize("host", WRITTEN)
def test_written_once_and_never_over_another(base: Path, gkcat: Gkcat, host: str) -> None:
    history.begin(base)
    ran = gkcat("ci", host, cwd=base)
    assert ran.code == 0
    for name in WRITTEN[host]:
        assert name in ran.out
        assert "gkcat==" in (base / name).read_text("utf-8") or "comment" in name
        assert "@" not in re.sub(r"uses: \S+@[0-9a-f]{40}|build@python|body=@", "", (base / name).read_text("utf-8"))
    assert "没有改动" in gkcat("ci", host, cwd=base).out
    (base / WRITTEN[host][0]).write_text("mine: 1\n", "utf-8")
    assert "没有改写" in gkcat("ci", host, cwd=base).err
    assert (base / WRITTEN[host][0]).read_text("utf-8") == "mine: 1\n"


def test_of_a_folder_of_the_repository(base: Path, gkcat: Gkcat) -> None:
    history.git(base.parent, "init", "-q")
    assert gkcat("ci", "github", "--root", base).code == 0
    job = read(base.parent / WRITTEN["github"][0])["jobs"]["check"]
    assert job["defaults"]["run"]["working-directory"] == "base"


def test_wrong_host_and_no_repository(base: Path, gkcat: Gkcat) -> None:
    assert "github、gitlab、gitee" in gkcat("ci", "gitea", cwd=base).err
    assert gkcat("ci", "github", cwd=base).code == 2


@pytest.mark.parametrize("host", WRITTEN)
def test_in_this_repository_they_stand(gkcat: Gkcat, host: str) -> None:
    assert "没有改动" in gkcat("ci", host, cwd=REPOSITORY).out


@pytest.mark.parametrize(
    ("path", "schema"),
    [(name, "github-workflows") for name in WRITTEN["github"]] + [(WRITTEN["gitlab"][0], "gitlab-ci")],
)
def test_the_hosts_schemas_admit_them(path: str, schema: str) -> None:
    judge = Draft7Validator(json.loads((SCHEMAS / f"{schema}.json").read_text("utf-8")))
    assert [error.message for error in judge.iter_errors(read(REPOSITORY / path))] == []


def test_what_runs_on_a_pull_request_has_no_rights_and_no_secrets() -> None:
    check, comment = (read(REPOSITORY / name) for name in WRITTEN["github"])
    assert check["permissions"] == {"contents": "read"}
    assert "pull_request" in check[True if True in check else "on"]
    text = (REPOSITORY / WRITTEN["github"][0]).read_text("utf-8")
    assert "secrets." not in text
    assert "pull_request_target" not in text
    assert comment["permissions"] == {}
    steps = [step for job in (*check["jobs"].values(), *comment["jobs"].values()) for step in job["steps"]]
    assert all(re.search(r"@[0-9a-f]{40}$", step["uses"]) for step in steps if "uses" in step)
    assert not any("${{" in step.get("run", "") for step in steps)  # what others wrote comes by the environment only
    assert not any("checkout" in str(step) for step in comment["jobs"]["comment"]["steps"])


def test_their_shell_is_sound() -> None:
    for name in WRITTEN["github"]:
        for job in read(REPOSITORY / name)["jobs"].values():
            for step in job["steps"]:
                if "run" in step:
                    subprocess.run(["bash", "-n"], input=step["run"], text=True, check=True)


def test_hooks_for_pre_commit() -> None:
    hooks = read(REPOSITORY / ".pre-commit-hooks.yaml")
    assert {hook["id"]: hook["entry"] for hook in hooks} == {
        "gkcat-validate": "gkcat validate",
        "gkcat-fmt": "gkcat fmt --check",
    }
    for hook in hooks:
        assert re.search(hook["files"], "units/mzj/fupin-jiuzai.yaml")
        assert not re.search(hook["files"], "README.md")


def test_nothing_is_written_through_a_link(base: Path, gkcat: Gkcat, tmp_path: Path) -> None:
    history.begin(base)
    (base / ".gitlab-ci.yml").symlink_to(tmp_path / "outside.yml")
    ran = gkcat("ci", "gitlab", cwd=base)
    assert (ran.code, "通到仓库以外" in ran.err, (tmp_path / "outside.yml").exists()) == (2, True, False)
