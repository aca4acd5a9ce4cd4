"""Read the guideline files, lay a coach's file over them, check the whole."""

import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from formcheck.errors import UsageError
from formcheck.guidelines.schema import GuidelineSet

BUILT_IN = "formcheck.toml"
_OWN_KEYS = frozenset({"name", "version", "scoring", "assumed", "metric", "domain", "references"})


def load(path: Path | None = None) -> GuidelineSet:
    """Load the built-in guidelines, or lay a coach's file over them.

    A coach's file holds only what differs: metrics and domains replace the fields of the
    built-in entry with the same id, ``[references]`` adds citations. The texts of findings
    and the safety texts of the lower back always come from the package.

    Parameters
    ----------
    path : Path, optional
        TOML file of one's own.

    Returns
    -------
    GuidelineSet

    Raises
    ------
    UsageError
        If the file cannot be read, is no TOML, or breaks a rule; names file, key and rule.
    """
    if path is None:
        return _checked()
    own = _read_own(path)
    try:
        return GuidelineSet.model_validate(_merge(_built_in(), own))
    except ValidationError as error:
        problems = _problems(error)
        more = f"and {len(problems) - 3} more"
        several = "; ".join(problems[:3] + ([more] if len(problems) > 3 else []))
        what = f"The guidelines in {path} cannot be used: {several}."
        fix = "Correct the named keys; `formcheck guidelines check FILE` lists them all."
        raise UsageError(what, fix, code="bad_guidelines") from error


def check(path: Path) -> list[str]:
    """Return everything that is wrong with a coach's file; empty if it is fine.

    Raises
    ------
    UsageError
        If the file cannot be read or is no TOML at all.
    """
    own = _read_own(path)
    try:
        GuidelineSet.model_validate(_merge(_built_in(), own))
    except ValidationError as error:
        return _problems(error)
    return []


@cache
def _checked() -> GuidelineSet:
    """Return the package's own guidelines, whose correctness the tests see to."""
    return GuidelineSet.model_validate(_built_in())


@cache
def _built_in() -> dict[str, Any]:
    """Return the package's own tables, read once; nobody changes them."""
    folder = resources.files("formcheck.guidelines") / "data"

    def read(name: str) -> dict[str, Any]:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))

    return {
        **read(BUILT_IN),
        "references": read("references.toml"),
        "texts": read("findings.toml"),
        "low_back": read("low_back.toml"),
        "stride_norms": read("stride_norms.toml"),
        "glossary": read("glossary.toml"),
        "exercises": read("exercises.toml"),
        "plan": read("plan.toml"),
    }


def _read_own(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        what = f"The guideline file {path} cannot be read: {error.strerror or error}."
        raise UsageError(what, "Check the path.", code="bad_guidelines") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        what = f"The guideline file {path} is not valid TOML: {error}."
        fix = "See the guide on guidelines for a file to start from."
        raise UsageError(what, fix, code="bad_guidelines") from error
    if unknown := sorted(set(content) - _OWN_KEYS):
        what = f"The guideline file {path} has keys that mean nothing: {', '.join(unknown)}."
        fix = f"Use only {', '.join(sorted(_OWN_KEYS))}; the texts come from the package."
        raise UsageError(what, fix, code="bad_guidelines")
    for key in ("metric", "domain"):
        entries = content.get(key, [])
        if not isinstance(entries, list) or not all(
            isinstance(entry, dict) and isinstance(entry.get("id"), str) for entry in entries
        ):
            what = f"In {path} every [[{key}]] needs an id."
            raise UsageError(what, f'Write [[{key}]] and id = "...".', code="bad_guidelines")
    return content


def _merge(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    if own:
        merged["name"] = own.get("name", "own guidelines")
        merged["version"] = own.get("version", f"over {base['name']} {base['version']}")
    for key in ("scoring", "assumed", "references"):
        if isinstance(own.get(key, {}), dict):
            merged[key] = {**base[key], **own.get(key, {})}
        else:
            merged[key] = own[key]
    for key in ("metric", "domain"):
        merged[key] = _overlay(base[key], own.get(key, []))
    return merged


def _overlay(base: list[dict[str, Any]], own: list[dict[str, Any]]) -> list[dict[str, Any]]:
    entries = {entry["id"]: entry for entry in base}
    for entry in own:
        old = dict(entries.get(entry["id"], {}))
        if "why_not_scored" in entry:
            old.pop("band", None)
        elif "band" in entry:
            old.pop("why_not_scored", None)
        entries[entry["id"]] = {**old, **entry, "own": True}
    return list(entries.values())


def _problems(error: ValidationError) -> list[str]:
    faults = []
    for item in error.errors(include_url=False):
        place = ".".join(str(step) for step in item["loc"]) or "the set"
        message = item["msg"].removeprefix("Value error, ")
        message = message[:1].lower() + message[1:]
        given = item.get("input")
        if isinstance(given, str | int | float):
            faults.append(f"{place}: {message} (given {given!r})")
        else:
            faults.append(f"{place}: {message}")
    return faults
