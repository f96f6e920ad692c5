"""LibreOffice: where it is, and files turned into other kinds by it.

The one rule: it runs for itself and for so long, under a new profile in which nothing is fetched and no macro runs, and
whatever it started ends with it: a file may be a stranger's.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

PROGRAMS = (
    "soffice",
    "libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
</item></oor:items>
"""
"""Without it, a picture of a document that lies at an address is fetched from there (LibreOffice 7.4)."""


def program() -> str:
    """The program on this machine; empty without one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), "") or ""


def convert(
    paths: Sequence[Path], form: str, out: Path, seconds: float, variables: Mapping[str, str] | None = None
) -> tuple[int | None, str]:
    """Have the files written into ``out`` in another form; the program's exit code and what it said.

    The code is None when it was ended because it took too long. ``variables`` are its environment, else ours.
    """
    profile = out / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    command = [program(), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", form, "--outdir", str(out), *map(str, paths)]
    # The program is found on PATH by the user's leave, and paths are our own: no shell, no outsider's words.
    running = subprocess.Popen(  # noqa: S603 - as the comment above says
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=variables, start_new_session=True
    )
    with running:
        try:
            said = running.communicate(timeout=seconds)[1].decode(errors="replace").strip()
        except subprocess.TimeoutExpired:
            _end(running)
            return None, ""
        except BaseException:  # Ctrl+C does not reach it, for it is a session of its own
            _end(running)
            raise
    return running.returncode, said


def _end(running: subprocess.Popen[bytes]) -> None:
    """End it with all it started: the program on PATH only starts the one that does the work."""
    end_all = getattr(os, "killpg", None)  # not on Windows
    if end_all:
        end_all(running.pid, signal.SIGKILL)
    running.kill()
