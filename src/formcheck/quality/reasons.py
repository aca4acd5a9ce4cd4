"""Reasons are data: code, sentence, fix and effect."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from formcheck.domain.quality import Quality, Reason

EFFECTS = ("refuse", "withhold", "note", "info")
"""No metrics; metrics but no score; a caution; something good to know. Gravest first."""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every reason with its ``message``, ``fix``, ``effect`` and, if another, its ``code``."""
    return tomllib.loads(files("formcheck.quality").joinpath("reasons.toml").read_text("utf-8"))


def reason(name: str, **measured: object) -> Reason:
    """Write out one reason with what was measured.

    Parameters
    ----------
    name : str
        Key of the catalogue: the reason's code, or a milder form of it.
    """
    entry = catalogue()[name]
    return Reason(
        entry.get("code", name),
        entry["message"].format(**measured),
        entry["fix"].format(**measured),
        withholds_score=entry["effect"] == "withhold",
    )


def effect_of(found: Reason) -> str:
    """How a reason acts: the code's own effect, unless a milder form was given."""
    if found.withholds_score:
        return "withhold"
    effects = [e["effect"] for n, e in catalogue().items() if e.get("code", n) == found.code]
    return next(e for e in effects if e != "withhold")


def refuses(found: Reason) -> bool:
    """Whether a reason is enough to refuse the clip."""
    return effect_of(found) == "refuse"


def verdict(reasons: Iterable[Reason]) -> Quality:
    """Join reasons into a verdict, the gravest first."""
    ranked = sorted(reasons, key=lambda r: EFFECTS.index(effect_of(r)))
    worst = effect_of(ranked[0]) if ranked else "info"
    if worst == "refuse":
        return Quality("refused", tuple(ranked))
    return Quality("ok" if worst == "info" else "caution", tuple(ranked))
