"""An office's own Word template with named fields, filled.

The one rule: the template decides every word and look; gkcat only fills its fields, in jinja2's sandbox.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # it ships no types
from jinja2 import StrictUndefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gkcat import RefusedError

_EPOCH = (1980, 1, 1, 0, 0, 0)


def fill(template: Path, fields: Mapping[str, Any], what: str) -> bytes:
    """The document; ``what`` names the template in the sentence of RefusedError when it is amiss."""
    document, made = DocxTemplate(str(template)), BytesIO()
    try:
        document.render({**fields}, ImmutableSandboxedEnvironment(undefined=StrictUndefined), autoescape=True)
        document.save(made)
    except Exception as error:  # a damaged file or a faulty field may fail in any way that Python can
        unknown = re.match("'(.+)' is undefined", str(error)) if isinstance(error, UndefinedError) else None
        fault = f"没有“{unknown[1]}”这个字段" if unknown else "打不开，或者里面的字段写错了"
        message = f"{what}模板 {template} {fault}，请对照自带的模板改正"
        raise RefusedError(message) from error
    return _same_bytes(made)


def _same_bytes(package: BytesIO) -> bytes:
    """The package with members sorted and stamped alike, so that the same document has the same bytes."""
    made = BytesIO()
    with ZipFile(package) as members, ZipFile(made, "w", ZIP_DEFLATED) as copy:
        for name in sorted(members.namelist()):
            copy.writestr(ZipInfo(name, _EPOCH), members.read(name), ZIP_DEFLATED)
    return made.getvalue()
