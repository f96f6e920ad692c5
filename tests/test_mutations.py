"""Two hundred broken copies of the sample files: never a traceback, never a pass when the meaning is broken."""

import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from gkcat.pipeline import check
from gkcat.source import parse
from gkcat.workspace import Workspace

REPOSITORY = Path(__file__).parents[1]
FILES = sorted(path.relative_to(REPOSITORY).as_posix() for path in REPOSITORY.glob("units/*/*.yaml")) + sorted(
    path.relative_to(REPOSITORY).as_posix() for path in REPOSITORY.glob("catalog/*.yaml")
)
ROUNDS = 200

Mutation = Callable[[random.Random, list[str]], list[str]]


def delete_key(rng: random.Random, lines: list[str]) -> list[str]:
    keys = [at for at, line in enumerate(lines) if ":" in line and not line.lstrip().startswith("#")]
    at = rng.choice(keys)
    return lines[:at] + lines[at + 1 :]


def swap_type(rng: random.Random, lines: list[str]) -> list[str]:
    keys = [at for at, line in enumerate(lines) if ": " in line and not line.lstrip().startswith("#")]
    at = rng.choice(keys)
    head = lines[at].partition(": ")[0]
    return [*lines[:at], f"{head}: {rng.choice(['[[甲]]', '{甲: {乙: 丙}}', '', '[]', '{}', '甲'])}", *lines[at + 1 :]]


def indent(rng: random.Random, lines: list[str]) -> list[str]:
    at = rng.randrange(len(lines))
    moved = " " * rng.randint(1, 5) + lines[at] if rng.random() < 0.5 else lines[at][rng.randint(1, 4) :]
    return [*lines[:at], moved, *lines[at + 1 :]]


def punctuate(rng: random.Random, lines: list[str]) -> list[str]:
    at = rng.randrange(len(lines))
    old, new = rng.choice(
        [(":", "："), (": ", ":"), ("- ", "-"), ("[", "［"), ("]", ""), ("{", ""), ('"', ""), ("  ", "\t")]
    )
    return [*lines[:at], lines[at].replace(old, new, 1), *lines[at + 1 :]]


def shuffle(rng: random.Random, lines: list[str]) -> list[str]:
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    rest = lines[:at] + lines[at + 1 :]
    return [*rest[:to], lines[at], *rest[to:]]


def double(rng: random.Random, lines: list[str]) -> list[str]:
    at = rng.randrange(len(lines))
    return [*lines[: at + 1], *lines[at:]]


MUTATIONS: tuple[Mutation, ...] = (delete_key, swap_type, indent, punctuate, shuffle, double)


def spoil(rng: random.Random, data: bytes) -> bytes:
    """Random bytes over a random place."""
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(rng.randint(1, 6)) + data[at + rng.randint(0, 6) :]


def mutate(rng: random.Random, data: bytes) -> bytes:
    if rng.random() < 1 / 7:
        return spoil(rng, data)
    lines = data.decode().splitlines()
    return ("\n".join(rng.choice(MUTATIONS)(rng, lines)) + "\n").encode()


@cache
def judge(path: str) -> Draft202012Validator:
    stem = Path(path).stem
    own = path.startswith("catalog/") or stem in ("unit", "powers")
    text = (REPOSITORY / "schema" / f"{stem if own else 'items'}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


def sound(path: str, data: bytes) -> bool:
    """Whether an independent reader and an independent judge accept the file."""
    try:
        plain = YAML(typ="safe", pure=True).load(data.decode())
        return bool(judge(path).is_valid(json.loads(json.dumps(plain, default=str))))  # dates as they were written
    except (YAMLError, UnicodeDecodeError, ValueError):
        return False


@pytest.mark.parametrize("batch", range(20))
def test_no_traceback_and_no_pass(batch: int) -> None:
    for number in range(batch * ROUNDS // 20, (batch + 1) * ROUNDS // 20):
        rng = random.Random(number)  # noqa: S311 - a reproducible choice, not a secret
        path = rng.choice(FILES)
        before = (REPOSITORY / path).read_bytes()
        after = mutate(rng, before)
        report = check(Workspace(REPOSITORY, {path: after}))
        assert all(finding.where.line and finding.message for finding in report.findings)
        if not report.summary.errors:
            same = parse(path, after)[0] == parse(path, before)[0]
            assert same or sound(path, after), f"mutation {number} of {path} passed"
