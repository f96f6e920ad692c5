"""Findings as SARIF 2.1.0 (OASIS), for GitHub code scanning and other collectors.

The one rule: paths are relative to the workspace's root (%SRCROOT%), columns count characters, not UTF-16 units.
"""

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from gkcat import __version__
from gkcat.finding import Finding, Kind, Report, Waiver, Where, fingerprints

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASE = "%SRCROOT%"
_LINK = re.compile(r"\[(?=[^\]]*\]\()")  # [text](target) is a link in a message (§3.11.6), \[text](target) is text
_MAX_TEXT = 1000  # of a description: GitHub shows no more (1,024)

Json = dict[str, object]


def lines(report: Report) -> Iterator[str]:
    """The log over several lines: one run, its rules by code, findings in order."""
    kinds = _kinds(report)
    order = {code: number for number, code in enumerate(kinds)}
    waivers = [None] * len(report.findings) + [*report.waived]
    found = [*report.findings, *(each.finding for each in report.waived)]
    results = [
        _result(each, order[each.code], mark) | _suppressed(waiver)
        for each, mark, waiver in zip(found, fingerprints(found), waivers, strict=True)
    ]
    run = {
        "tool": {
            "driver": {"name": "gkcat", "version": __version__, "rules": [_rule(each) for each in kinds.values()]}
        },
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "目录所在的文件夹"}}},
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    yield from json.dumps(log, ensure_ascii=False, indent=1).split("\n")


def _kinds(report: Report) -> Mapping[str, Kind]:
    """The rules by code; one whose page is not at hand is described by its name."""
    found = (*report.findings, *(each.finding for each in report.waived))
    bare = {each.code: Kind(each.code, each.name, each.severity, each.name) for each in found}
    return dict(sorted((bare | dict(report.kinds)).items()))


def _rule(kind: Kind) -> Json:
    _, _, rest = kind.doc.strip().partition("\n")
    why = rest.split("反例：", 1)[0].strip().removeprefix("为什么：") or kind.title
    return {
        "id": kind.code,
        "name": "".join(word.capitalize() for word in kind.name.split("-")),
        "shortDescription": {"text": kind.title[:_MAX_TEXT]},
        "fullDescription": {"text": why[:_MAX_TEXT]},
        "help": {"text": kind.doc.strip(), "markdown": kind.doc.strip()},
        "defaultConfiguration": {"level": kind.severity},
    }


def _result(finding: Finding, rule: int, fingerprint: str) -> Json:
    message = f"{finding.message}。{finding.help}" if finding.help else finding.message
    result: Json = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": _LINK.sub(r"\\[", message)},
        "locations": [_location(finding.where)],
        "partialFingerprints": {"findingHash/v1": fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": "另见"}, **_location(where)}
            for number, where in enumerate(finding.related, 1)
        ]
    return result


def _suppressed(waiver: Waiver | None) -> Json:
    """What was let pass is told as such: by a comment in the file, or by the office's own setting (§3.35)."""
    if waiver is None:
        return {}
    return {"suppressions": [{"kind": "inSource" if waiver.beside else "external", "justification": waiver.reason}]}


def _location(where: Where) -> Json:
    place: Json = {"artifactLocation": {"uri": quote(where.path, errors="surrogatepass"), "uriBaseId": _BASE}}
    if where.line:
        region = {"startLine": where.line, "startColumn": where.column, "endColumn": where.end_column}
        place["region"] = {key: number for key, number in region.items() if number}
    return {"physicalLocation": place}
