"""The speed guide: what the bench measured, and how to read it."""

import itertools
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import formcheck

PLACE = Path(__file__).parents[2] / "src" / "formcheck" / "guides" / "speed.md"
QUIET = 0.1
"""Cores that other programs may use before times on the clock mean little."""
MOST_MB = 700.0

Results = Mapping[str, Any]

TOP = """\
# Speed

How long formcheck takes, how much memory, and what that depends on. The tables are made by
`python -m tests.bench.speed --long --write-guide`; nothing in them is typed by hand.

{made}
{busy}
Seconds differ from machine to machine, so every time is given as a ratio to **the plain loop**:
the program anyone would write first, which reads frames with OpenCV and gives each to MediaPipe
in video mode, in one process, and does nothing else. Both run in turn on the same clip with the
same model. Below 1 means: done sooner than the plain loop.

- **pose stage**: formcheck finds the landmarks, and besides looks for other people and measures
  light, sharpness and camera movement of each frame. Given as frames a second over the plain
  loop's: above 1 is faster.
- **whole**: `formcheck analyze`: landmarks, metrics with intervals, annotated video, report.
- **again**: the same when landmarks are in the cache.
- **again, data only**: the same with `--only-data`: numbers without pictures, video and report.
- **report again**: `formcheck report`, which writes the page of an analysis anew.
- **memory**: largest memory of all processes together, pages they share counted once.
"""

READ = """\
## What this means

- A clip is decoded and looked at on all cores, while SciPy is loaded beside; then its numbers take
  about a second of one core; then decoding, drawing and encoding run side by side. After a change
  of `--height-cm` or of guidelines only these last two are done again (and loading SciPy takes
  most of a second), with `--only-data` only the numbers.
- The first run after installing is 2-4 s slower, because Python translates the packages once.
  Where it may not keep the translation (a read-only container, `PYTHONDONTWRITEBYTECODE`) every
  run is: install with `UV_COMPILE_BYTECODE=1` there.
- Frames wait in a queue of fixed size and are never kept. What grows with the clip is a few
  hundred numbers a frame: the table of longer films says how much. What the C library keeps of
  freed frames is given back before the metrics. Larger pictures need a little more, up to 1280
  pixels, to which they are reduced.
- The same landmarks come out for every `--jobs`, to the rounding of a visibility.
"""


def machine() -> dict[str, Any]:
    """Return what the results were measured on and with."""
    packages = ("mediapipe", "opencv-python", "av", "numpy", "scipy")
    names = [f"{name} {version(name)}" for name in packages]
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    processor = info.partition("model name")[2].partition(":")[2].partition("\n")[0].strip()
    return {
        "date": f"{datetime.now(UTC):%-d %B %Y}",
        "cores": len(os.sched_getaffinity(0)),
        "processor": processor or platform.machine(),
        "software": [
            f"formcheck {formcheck.__version__}",
            f"Python {platform.python_version()}",
            *names,
        ],
    }


def page(results: Results) -> str:
    """Return the guide as Markdown."""
    on = results["machine"]
    made = (
        f"Made on {on['date']} on {on['cores']} cores ({on['processor']}) with "
        f"{', '.join(on['software'])}; the median of {results['rounds']} in turn."
    )
    busy = ""
    if results["others"] > QUIET:
        busy = (
            f"\n**Other programs kept {results['others']:.1f} cores busy meanwhile, so times on "
            "the clock are not to be trusted; processor time and memory are.**\n"
        )
    parts = [TOP.format(made=made, busy=busy), goals_table(results), _clips(results)]
    parts += [_rates(results)] if "rates" in results else []
    parts += [_lengths(results), _sizes(results), _cores(results), READ]
    return "\n".join(parts)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, numbers to the right."""
    rule = ["---"] + ["--:"] * (len(head) - 1)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, rule, *rows]) + "\n"


class Goal(NamedTuple):
    """One goal: at least or at most ``bound``; ``by_clock`` if other programs spoil it."""

    what: str
    bound: float
    value: float
    at_least: bool = False
    by_clock: bool = True

    @property
    def reached(self) -> bool:
        """Whether the value is on the right side of the bound."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def goals(results: Results) -> list[Goal]:
    """Return all goals that these results can judge."""
    sample = next(iter(results.get("clips", {}).values()), {})
    found = []
    for model, least in (("full", 1.5), ("heavy", 1.6)):
        if model in sample:
            what = f"pose stage, frames a second, {model}"
            found.append(Goal(what, least, _speed(sample[model]), at_least=True))
    if "heavy" in sample:
        found.append(Goal("whole analysis, heavy", 1.0, sample["heavy"]["whole"]["wall"]))
    if "full" in sample:
        found.append(Goal("again, data only, full", 0.25, sample["full"]["data"]["wall"]))
    if start := results.get("start"):
        help_ratio = start["help_s"] / start["empty_s"]
        found.append(Goal("`formcheck --help` over an empty Python", 4.0, help_ratio))
    return found + _rate_goals(results) + _growth_goals(results.get("lengths", ()))


def _growth_goals(rows: Sequence[Mapping[str, Any]]) -> list[Goal]:
    if not rows:
        return []
    last = rows[-1]
    minute = next(row for row in rows if row["length"] == "1 min")
    what = f"memory, {last['length']} of 1080p, MB"
    found = [Goal(what, MOST_MB, last["peak_mb"], by_clock=False)]
    if last is not minute:
        more = last["peak_mb"] / minute["peak_mb"]
        found.append(Goal("memory, 10 min over 1 min", 1.1, more, by_clock=False))
    cost = _per_frame(rows, "wall_s")[-1]
    return [*found, Goal(f"cost of a frame, {last['length']} over 5 s", 1.1, cost)]


def _speed(tasks: Mapping[str, Any]) -> float:
    return float(1.0 / tasks["pose"]["wall"])


def goals_table(results: Results) -> str:
    """Return every goal that was measured, with what was reached, as Markdown."""
    busy = results["others"] > QUIET
    rows = []
    for goal in goals(results):
        digits = 0 if goal.bound > 100 else 2
        verdict = "ok" if goal.reached else "not reached"
        if busy and goal.by_clock:
            verdict = "machine busy"
        sign = "≥" if goal.at_least else "≤"
        rows.append([goal.what, f"{sign} {goal.bound:g}", f"{goal.value:.{digits}f}", verdict])
    return "## Goals\n\n" + table(["what", "goal", "reached", ""], rows)


def _clips(results: Results) -> str:
    clock, processor = [], []
    for clip, models in results["clips"].items():
        for model, tasks in models.items():
            wall = {name: f"{task['wall']:.2f}" for name, task in tasks.items()}
            spread = "–".join(f"{tasks['whole'][end]:.2f}" for end in ("wall_low", "wall_high"))
            whole = f"{wall['whole']} ({spread})"
            again = [wall.get(name, "") for name in ("cached", "report", "data")]
            plain_s = f"{tasks['plain']['wall_s']:.1f}"
            clock.append([clip, model, f"{_speed(tasks):.2f} ×", whole, *again, plain_s])
            cpu = [f"{tasks[name]['cpu']:.2f}" for name in ("pose", "whole", "cached", "data")]
            memory = [f"{tasks[name]['peak_mb']:.0f}" for name in ("plain", "whole")]
            processor.append([clip, model, *cpu, *memory])
    head = ["clip, 8 s", "model", "pose stage", "whole (from-to)", "again"]
    head += ["report again", "again, data only", "plain loop, s"]
    second = ["clip, 8 s", "model", "pose stage", "whole", "again", "again, data only"]
    second += ["plain loop, MB", "whole, MB"]
    return (
        f"## Side by side\n\nTime on the clock:\n\n{table(head, clock)}\nProcessor time, also over "
        f"the plain loop's, and memory:\n\n{table(second, processor)}"
    )


def _per_frame(rows: Sequence[Mapping[str, Any]], what: str) -> list[float]:
    """Cost of a further frame between one length and the next, over that of the first two."""
    slopes = [
        (b[what] - a[what]) / (b["frames"] - a["frames"]) for a, b in itertools.pairwise(rows)
    ]
    return [slope / slopes[0] for slope in slopes]


def _lengths(results: Results) -> str:
    rows = results["lengths"]
    wall, cpu = (["", *(f"{v:.2f}" for v in _per_frame(rows, k))] for k in ("wall_s", "cpu_s"))
    cells = [
        [row["length"], f"{row['frames']}", f"{row['wall_s']:.1f}", *costs, f"{row['peak_mb']:.0f}"]
        for row, *costs in zip(rows, wall, cpu, strict=True)
    ]
    head = ["1080p, 30 fps, full", "frames", "whole, s", "a further frame", "its processor time"]
    return (
        "## Longer films\n\nThe whole analysis of the same seven strides, repeated. *A further "
        "frame* is what each frame costs beyond the length above (so that start-up is taken off), "
        "over the first such cost.\n\n" + table([*head, "memory, MB"], cells)
    )


def _rates(results: Results) -> str:
    rows = []
    for row in results["rates"]:
        cells = [f"{row[task]['wall']:.2f}" for task in ("whole", "data")]
        cpu = [f"{row[task]['cpu']:.2f}" for task in ("whole", "data")]
        rows.append([row["film"], row["model"], f"{row['frames']}", *cells, *cpu])
    head = ["1280x720", "model", "frames", "whole", "data only", "whole, processor"]
    batch = results["batch"]
    return (
        "## Frame rates\n\nNothing kept before; over the plain loop, which sees every frame.\n\n"
        + table([*head, "data only, processor"], rows)
        + f"\nA batch of {batch['clips']} such clips of 8 s (heavy, data only): "
        f"{batch['clips_an_hour']:.0f} clips an hour; processor time "
        f"{batch['cpu_over_network']:.2f} times that of the network alone on the frames seen.\n"
    )


def _rate_goals(results: Results) -> list[Goal]:
    goals_of = {
        ("60 fps, 10 s", "heavy", "whole"): 0.50,
        ("60 fps, 10 s", "heavy", "data"): 0.35,
        ("60 fps, 10 s", "full", "whole"): 0.75,
        ("240 fps, 4 s", "heavy", "whole"): 0.25,
        ("240 fps, 8 s", "heavy", "whole"): 0.18,
    }
    found = [
        Goal(f"{task}, {row['model']}, {row['film']}", bound, row[task]["wall"])
        for row in results.get("rates", ())
        for (film, model, task), bound in goals_of.items()
        if (film, model) == (row["film"], row["model"])
    ]
    if "batch" in results:
        what = "batch, processor time over the network's"
        found.append(Goal(what, 1.5, results["batch"]["cpu_over_network"], by_clock=False))
    return found


def _sizes(results: Results) -> str:
    usual = next(row for row in results["sizes"] if row["size"] == "1280x720")
    rows = []
    for row in results["sizes"]:
        plain = row["plain"]["wall_s"]
        rows.append(
            [
                row["size"],
                f"{plain / usual['plain']['wall_s']:.2f}",
                f"{plain / row['pose']['wall_s']:.2f} ×",
                f"{row['whole']['wall_s'] / plain:.2f}",
                f"{row['whole']['wall_s'] / usual['whole']['wall_s']:.2f}",
                f"{row['whole']['peak_mb']:.0f}",
            ]
        )
    head = ["seven strides, full", "plain loop over its 720p", "pose stage", "whole"]
    return (
        "## Larger pictures\n\nThe same film at four sizes, 4.8 s, so that start-up weighs more "
        "than above.\n\n" + table([*head, "whole over its 720p", "memory, MB"], rows)
    )


def _cores(results: Results) -> str:
    rows = []
    for model, tasks in results["cores"].items():
        one, two = tasks["pose"]["wall_1_s"], tasks["pose"]["wall_2_s"]
        # time = serial part + parallel part / cores
        parallel = max(0.0, 2.0 * (one - two))
        four = one - parallel + parallel / 4
        whole = tasks["whole"]
        expected = whole["wall_2_s"] - (two - four)
        rows.append(
            [
                model,
                f"{one / two:.2f} ×",
                f"{whole['wall_1_s'] / whole['wall_2_s']:.2f} ×",
                f"{one / four:.2f} ×",
                f"{whole['wall_1_s'] / expected:.2f} ×",
            ]
        )
    head = ["720p60, over one core", "pose stage, 2 cores", "whole, 2 cores"]
    head += ["pose stage, 4 (expected)", "whole, 4 (expected)"]
    return (
        "## More cores\n\nMeasured on one core and on two. For four, the part of the pose stage "
        "that did not shrink from one to two is taken to stay, the rest to halve again; nothing is "
        "assumed to be gained after it: decoding, drawing and encoding are three threads of which "
        "two cores leave little waiting. One decoder feeds all trackers and would hold up more "
        "than about eight. Several clips at once (`formcheck batch`) use any number of cores.\n\n"
        + table(head, rows)
    )
