"""Reasons are data: code, effect, and the sentences that others make of them."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from formcheck.domain.message import Value
from formcheck.domain.quality import Quality, Reason

EFFECTS = ("refuse", "withhold", "note", "info")
"""No metrics; metrics but no score; a caution; something good to know. Gravest first."""
DIGITS = 3
"""Of a value that was measured."""


@dataclass(frozen=True, slots=True)
class Found:
    """A reason that applies to a clip, and what it does (one of ``EFFECTS``)."""

    reason: Reason
    effect: str

    @property
    def refuses(self) -> bool:
        """Whether this is enough to refuse the clip."""
        return self.effect == "refuse"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every reason with its ``message``, ``fix``, ``effect`` and, if another, its ``code``."""
    return tomllib.loads(files("formcheck.quality").joinpath("reasons.toml").read_text("utf-8"))


def found(name: str, **measured: Value) -> Found:
    """Return one reason with what was measured.

    Parameters
    ----------
    name : str
        Key of the catalogue: the reason's code, or a graver or milder form of it.
    **measured : value
        What its sentences speak of, as in :class:`formcheck.domain.message.Message`.
    """
    entry = catalogue()[name]
    code = entry.get("code", name)
    reason = Reason(
        code,
        {key: round(v, DIGITS) if isinstance(v, float) else v for key, v in measured.items()},
        withholds_score=entry["effect"] == "withhold",
        variant=None if code == name else name,
    )
    return Found(reason, entry["effect"])


def verdict(everything: Iterable[Found]) -> Quality:
    """Join reasons into a verdict, the gravest first."""
    ranked = sorted(everything, key=lambda f: EFFECTS.index(f.effect))
    reasons = tuple(f.reason for f in ranked)
    worst = ranked[0].effect if ranked else "info"
    if worst == "refuse":
        return Quality("refused", reasons)
    return Quality("ok" if worst == "info" else "caution", reasons)
