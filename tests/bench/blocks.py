"""How far may a block's page be trusted? ``python -m tests.bench.blocks [--write-guide]``.

Simulated blocks of a runner whose days are known: how often a page says "changed" where nothing
does, and how often a true change is found. Every figure comes with its 95 % interval (Wilson).
"""

import argparse
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scipy.stats import binomtest

from bench.snapshot import REPO
from block import simulated
from formcheck.block import trend
from formcheck.block.effects import by_shoe, within_session
from formcheck.block.trend import trends
from formcheck.block.values import Trend

PLACE = REPO / "src" / "formcheck" / "guides" / "batch-and-cluster.md"
START, END = "<!-- simulated blocks -->", "<!-- end -->"
BLOCKS = 2000
METRIC = "cadence_spm"
DAY_SD = next(m[4] for m in simulated.METRICS if m[0] == METRIC)


@dataclass(frozen=True)
class Still:
    """Blocks in which nothing changes; ``page`` asks for drift within the run and shoes too."""

    name: str
    how: dict[str, Any] = field(default_factory=dict)
    page: bool = False
    every: int = 5
    """One block of so many is enough for what is told beside."""


STILL = (
    Still("days independent", every=1),
    Still("the same, drift within the run and two shoes tested too", page=True, every=1),
    Still("the same, 16 sessions", {"sessions": 16}, page=True, every=1),
    Still("days independent, one clip a session", {"clips": 1}),
    Still("every twelfth session an odd day, four standard deviations off", {"odd": 4.0}),
    Still("0.5 m/s faster from mid-block on, speeds known within 0.06 m/s", {"gain": 0.5}),
    Still("1 m/s faster from mid-block on, speeds known within 0.06 m/s", {"gain": 1.0}),
    Still("neighbouring sessions correlate 0.3", {"rho": 0.3}),
    Still("neighbouring sessions correlate 0.5", {"rho": 0.5}),
    Still("neighbouring sessions correlate 0.7", {"rho": 0.7}),
    Still("10 sessions", {"sessions": 10}),
    Still("6 sessions", {"sessions": 6}),
)
CHANGES = tuple(("step", size) for size in (1.0, 1.5, 2.0, 2.5, 3.0)) + tuple(
    ("drift", size) for size in (2.0, 3.0, 4.0)
)
SESSIONS = ((24, 1), (12, 5))
PREPARED = trend._prepared


def _block(seed: int, how: dict[str, Any]) -> Any:
    how = dict(how)
    if gain := how.pop("gain", None):
        how |= {"faster": simulated.step(gain), "speed_error": 0.06}
    return simulated.block(seed, **how)


def false_alarm(still: Still, seed: int) -> bool:
    """Say whether the page of one block without a change says "changed" anywhere."""
    if not still.page:
        return any(t.verdict == "changed" for t in trends(_block(seed, still.how)))
    shoes = {"km": True, "shoes": lambda i: ("Road", "Trail")[i % 2]}
    block = _block(seed, still.how | shoes)
    worn = by_shoe(block)
    said = [*trends(block), *within_session(block), *(worn.effects if worn else ())]
    return any(finding.verdict == "changed" for finding in said)


@dataclass(frozen=True)
class Found:
    """What a block with one true change told."""

    changed: bool
    inside: bool
    others: bool


def found(sessions: int, seed: int) -> list[Found]:
    """Look for every true change in one and the same block."""
    base = _block(seed, {"sessions": sessions})
    known: dict[int, Any] = {}

    def prepared(series: Any) -> Any:
        """Prepare a series that did not change once."""
        if id(series) not in known:
            known[id(series)] = PREPARED(series)
        return known[id(series)]

    told = []
    with mock.patch("formcheck.block.trend._prepared", prepared):
        for kind, size in CHANGES:
            shape = simulated.step(size) if kind == "step" else simulated.drift(size)
            block = [simulated.changed(s, shape) if s.metric == METRIC else s for s in base]
            told.append(_found(trends(block), size))
            known.pop(id(block[0]), None)
    return told


def _found(told: list[Trend], size: float) -> Found:
    (own,) = (t for t in told if t.metric == METRIC)
    low, high = own.ci_low or 0.0, own.ci_high or 0.0
    return Found(
        own.verdict == "changed",
        low <= size * DAY_SD <= high,
        any(t.verdict == "changed" for t in told if t.metric != METRIC),
    )


def share(hits: int, of: int) -> str:
    """Return a share in percent with its 95 % interval."""
    ends = binomtest(hits, of).proportion_ci(method="wilson")
    return f"{100 * hits / of:.1f} % ({100 * ends.low:.1f} to {100 * ends.high:.1f})"


Each = Callable[[Callable[[int], Any], int], list[Any]]


def still_table(each: Each) -> str:
    """Return how often nothing is called a change."""
    lines = [
        '| Block in which nothing changes | blocks | Any false "changed" on the page |',
        "|---|---|---|",
    ]
    for still in STILL:
        alarms = each(partial(false_alarm, still), still.every)
        told = share(sum(alarms), len(alarms))
        lines.append(f"| {still.name} | {len(alarms):,} | {told} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


def power_table(each: Each) -> str:
    """Return how often a change is found, and its size held."""
    runs = [each(partial(found, sessions), every) for sessions, every in SESSIONS]
    heads = " | ".join(
        f"{sessions} sessions ({len(run):,} blocks)"
        for (sessions, _), run in zip(SESSIONS, runs, strict=True)
    )
    lines = [
        f"| True change, in day-to-day SDs | {heads} | interval holds | another metric changed |",
        "|---|" + "---|" * (len(SESSIONS) + 2),
    ]
    for i, (kind, size) in enumerate(CHANGES):
        own = [[seed[i] for seed in run] for run in runs]
        told = [run for run in own[0] if run.changed]
        cells = [share(sum(r.changed for r in run), len(run)) for run in own]
        cells.append(f"{100 * sum(r.inside for r in told) / max(len(told), 1):.0f} %")
        cells.append(share(sum(r.others for r in own[0]), len(own[0])))
        where = f"step of {size:g} in mid-block" if kind == "step" else f"slow drift of {size:g}"
        lines.append(f"| {where} | {' | '.join(cells)} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


TEXT = """\
Measured by `python -m tests.bench.blocks --write-guide` on {blocks:,} simulated blocks (a fifth of
them for what stands beside): 24 sessions with two clips each, 14 metrics, speed changing from day
to day. A false alarm is a page, not a metric, on which anything at all is called changed; in
brackets the 95 % interval.

{still}

{power}
"""


def written(still: str, power: str, blocks: int) -> None:
    """Put both tables into the guide, between its marks."""
    guide = PLACE.read_text(encoding="utf-8")
    head, rest = guide.split(START)
    tail = rest.split(END)[1]
    text = TEXT.format(still=still, power=power, blocks=blocks)
    PLACE.write_text(f"{head}{START}\n{text}{END}{tail}", encoding="utf-8")


def _runs(pool: ProcessPoolExecutor, blocks: int) -> Each:
    def each(what: Callable[[int], Any], every: int) -> list[Any]:
        return list(pool.map(what, range(max(1, blocks // every)), chunksize=20))

    return each


def main() -> int:
    """Simulate, count, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.blocks", description=__doc__)
    parser.add_argument("--blocks", type=int, default=BLOCKS, help=f"for each line ({BLOCKS})")
    parser.add_argument("--write-guide", action="store_true", help=f"write {PLACE.name}")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    with ProcessPoolExecutor(args.jobs) as pool:
        each = _runs(pool, args.blocks)
        still, power = still_table(each), power_table(each)
    if args.write_guide:
        written(still, power, args.blocks)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
