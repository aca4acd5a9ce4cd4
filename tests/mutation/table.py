"""The table of a run: per room how many mutants the tests killed, and how sure that share is."""

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass

from mutation.mutants import Mutant

Z_95 = 1.959964


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant; ``reason`` where it is known that no test can tell it."""

    room: str
    mutant: Mutant
    fate: str
    reason: str = ""


def wilson_pct(hits: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share in percent (Wilson 1927)."""
    share, z2 = hits / count, Z_95**2 / count
    centre = (share + z2 / 2) / (1 + z2)
    half = Z_95 / (1 + z2) * math.sqrt(share * (1 - share) / count + z2 / (4 * count))
    return 100 * (centre - half), 100 * (centre + half)


def row(name: str, verdicts: Iterable[Verdict]) -> str:
    """Return one row: equivalent mutants count as survivors in the share, and stand beside."""
    some = list(verdicts)
    killed = sum(v.fate != "survived" for v in some)
    late = sum(v.fate == "time-out" for v in some)
    equivalent = sum(bool(v.reason) and v.fate == "survived" for v in some)
    low, high = wilson_pct(killed, len(some))
    share = 100 * killed / len(some)
    return (
        f"| {name} | {len(some)} | {killed} | {late} | {equivalent} "
        f"| {share:.0f} % ({low:.0f} to {high:.0f}) |"
    )


def table(verdicts: list[Verdict]) -> str:
    """Return the table as Markdown."""
    rooms = list(dict.fromkeys(v.room for v in verdicts))
    rows = [row(f"`{r}`", (v for v in verdicts if v.room == r)) for r in rooms]
    head = "| room | mutants | killed | of these by time | equivalent | killed, 95 % interval |"
    return "\n".join([head, "|---|--:|--:|--:|--:|--:|", *rows, row("all", verdicts)])


def diff(mutant: Mutant, text: str) -> str:
    """Return what the mutant changes, as a unified diff without context."""
    lines = difflib.unified_diff(
        text.splitlines(), mutant.source(text).splitlines(), mutant.path, "mutant", "", "", 0, ""
    )
    return "\n".join(list(lines)[2:])
