"""The document to JSON and back, and the schema of that."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from formcheck.document.upgrade import upgraded
from formcheck.domain.analysis import SCHEMA_VERSION, Analysis, Measured, Refused
from formcheck.errors import UsageError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_AGAIN = "analyse the clip again"


@cache
def _adapter(*, refused: bool) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(Refused if refused else Measured)


def as_json(analysis: Analysis) -> dict[str, Any]:
    """Return a document as dicts, lists, numbers and text."""
    adapter = _adapter(refused=analysis.quality.verdict == "refused")
    document: dict[str, Any] = adapter.dump_python(analysis, mode="json")
    return document


def as_text(analysis: Analysis) -> str:
    """Return a document as the text of ``analysis.json``."""
    content = as_json(analysis)
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def parse(content: object, name: str = "analysis.json") -> Analysis:
    """Return the document that JSON content holds; one of schema 1.x is brought up to date.

    Raises
    ------
    UsageError
        It is no document, or none that this version can read.
    """
    from pydantic import ValidationError

    document = content if isinstance(content, Mapping) else {}
    version = document.get("schema_version")
    major = version.partition(".")[0] if isinstance(version, str) else None
    if major not in ("1", SCHEMA_VERSION.partition(".")[0]):
        raise UsageError(
            f"{name} has schema version {version}; this formcheck reads 1.x and 2.x",
            _AGAIN,
            code="schema_version",
        )
    try:
        if major == "1":
            document = upgraded(document)
        refused = document["quality"]["verdict"] == "refused"
        rear = document.get("rear")  # by its own verdict, which the type alone does not tell
        own = {**document, "rear": None}
        analysis: Analysis = _adapter(refused=refused).validate_python(own)
    except (ValidationError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{name} is damaged: {_first_line(error)}", _AGAIN, code="no_analysis"
        ) from error
    return analysis if rear is None else replace(analysis, rear=parse(rear, name))


def _first_line(error: Exception) -> str:
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return f"{type(error).__name__} {error}"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a document that is written today."""
    from pydantic import TypeAdapter

    made = TypeAdapter(Analysis).json_schema(mode="serialization")
    measured, refused = made.pop("anyOf")
    verdict = {"properties": {"verdict": {"const": "refused"}}, "required": ["verdict"]}
    return {
        "$schema": DIALECT,
        "title": f"formcheck analysis.json {SCHEMA_VERSION}",
        "type": "object",
        "if": {"properties": {"quality": verdict}, "required": ["quality"]},
        "then": refused,
        "else": measured,
        **made,
    }
