"""Reasons are data: code, sentence, fix and effect."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from formcheck.domain.quality import Quality, Reason


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every reason code with its ``message``, ``fix`` and ``effect``."""
    return tomllib.loads(files("formcheck.quality").joinpath("reasons.toml").read_text("utf-8"))


def reason(code: str, **measured: object) -> Reason:
    """Write out one reason with what was measured."""
    entry = catalogue()[code]
    return Reason(
        code,
        entry["message"].format(**measured),
        entry["fix"].format(**measured),
        withholds_score=entry["effect"] == "withhold",
    )


def refuses(found: Reason) -> bool:
    """Whether a reason is enough to refuse the clip."""
    return catalogue()[found.code]["effect"] == "refuse"


def verdict(reasons: Iterable[Reason]) -> Quality:
    """Join reasons into a verdict, the gravest first."""
    order = {"refuse": 0, "withhold": 1, "note": 2}
    ranked = sorted(reasons, key=lambda r: order[catalogue()[r.code]["effect"]])
    if any(refuses(r) for r in ranked):
        return Quality("refused", tuple(ranked))
    if any(r.withholds_score for r in ranked):
        return Quality("caution", tuple(ranked))
    return Quality("caution" if ranked else "ok", tuple(ranked))
