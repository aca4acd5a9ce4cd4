"""The accuracy guide of the package: the bench's main tables with their date and versions."""

import platform
from datetime import UTC, datetime
from importlib.metadata import version

import pandas as pd

import formcheck
from bench import labelled, metamorphic, tables
from bench.measure import cadence_rows, contact_rows, event_rows, metric_rows
from bench.report import Pairs, Runs, all_targets
from bench.runs import truths
from bench.snapshot import REPO

PLACE = REPO / "src" / "formcheck" / "guides" / "accuracy.md"
PACKAGES = ("mediapipe", "numpy", "scipy", "opencv-python", "av")

INTRODUCTION = """\
# Accuracy

How far formcheck's numbers lie from the truth, measured on data whose truth is known. The
tables are made by `python -m tests.bench --write-guide`; nothing in them is typed by hand.

{made}

**Force plates.** {n_tables} landmark tables of {n_runners} runners on an instrumented treadmill
at 2.5, 3.5 and 4.5 m/s, seen by a simulated camera, at 30, 60 and 120 frames a second (derived
from Fukuchi 2017, CC BY 4.0). *Noisy* tables carry simulated landmark errors of about 1 % of
leg length; what a pose model does besides (lag, bias with posture, exchanged legs) is not in
them. So these errors are the least to be expected.

**Renders.** {n_renders} clips of rendered runners, through the whole pipeline with the pose
model `{model}`. Truth is exact, but hip centre and swing are a model's convention.

**Real clips.** Hand labels of one rater, who judged contacts frame by frame. No force plate:
they show that nothing breaks, not the last milliseconds. The coached clip was brought from 30 to
25 frames a second by dropping frames, so its labels carry up to half a frame of extra error.

Contact and toe-off are the instants at which the vertical force passes 50 N. A rater sees the
shoe leave the ground 20-40 ms later. *Half width* is that of the 90 % interval in the report;
*inside* is how often it held the truth, which should be 85-96 %.
"""

LIMITS = """\
## What this does not show

- No real film with force plates was at hand. That the pose model adds no further delay to
  toe-off is shown on renders, and on real runners only by agreement of several cues.
- The force-plate runners are twelve men and one woman, competitive, in neutral shoes on a level
  treadmill, not slower than 2.5 m/s. Slow jogging, slopes and trails are outside the data.
- Trunk, head and arms have no force-plate counterpart; their errors come from renders alone.
- Odd-numbered runners and renders (*fit*) may be looked at while constants are chosen;
  even-numbered ones (*test*) only judge.
"""


def write(runs: Runs, *, model: str) -> None:
    """Write the guide.

    Parameters
    ----------
    runs : mapping of kind to list of Run
        All kinds of data.
    model : str
        Pose model of the clips.
    """
    sections = (_section(*s) for s in _sections(runs))
    parts = [_introduction(runs, model), *sections, *_of_differences(), LIMITS]
    PLACE.write_text("\n".join(parts), encoding="utf-8")


DIFFERENCES = "## Smallest change you can trust"


def _of_differences() -> list[str]:
    """Return the part that `python -m tests.bench.repeat` wrote, as it stands."""
    text = PLACE.read_text(encoding="utf-8") if PLACE.is_file() else ""
    if DIFFERENCES not in text:
        return []
    return [DIFFERENCES + text.split(DIFFERENCES)[1].split("\n## ")[0]]


def write_differences(part: str) -> None:
    """Put the part on differences, which begins with its heading, into the guide."""
    text = PLACE.read_text(encoding="utf-8")
    for old in _of_differences():
        text = text.replace(old, "")
    last = text.rindex("## What this does not show")
    PLACE.write_text(text[:last] + part.rstrip() + "\n\n" + text[last:], encoding="utf-8")


def _section(title: str, text: str, table: pd.DataFrame) -> str:
    return f"## {title}\n\n{text}\n\n{tables.text(table)}\n"


def _introduction(runs: Runs, model: str) -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    tables_ = runs["rbds"]
    return INTRODUCTION.format(
        made=f"Made on {datetime.now(UTC):%d %B %Y} with formcheck {formcheck.__version__}, "
        f"Python {platform.python_version()}, {versions}.",
        n_tables=len(tables_),
        n_runners=len({run.task.name.split("_")[0] for run in tables_}),
        n_renders=len(runs["synth"]),
        model=model,
    )


Section = tuple[str, str, pd.DataFrame]


def _sections(runs: Runs) -> list[Section]:
    pairs = list(truths([*runs["rbds"], *runs["synth"]]))
    metrics = metric_rows(pairs)
    return [
        ("Goals", "Set before the work began, with what was reached.", all_targets(runs, pairs)),
        *_event_sections(pairs),
        *_metric_sections(metrics),
        (
            "Intervals",
            "How often the 90 % interval held the truth.",
            tables.coverage(metrics, ("group", "metric")),
        ),
        *_clip_sections(runs),
        (
            "The same run told another way",
            "Half the size, mirrored, half the frame rate: differences as a share of the interval.",
            metamorphic.table(metamorphic.rows(runs["same"])),
        ),
    ]


def _event_sections(pairs: Pairs) -> list[Section]:
    events = event_rows(pairs)
    rbds = events[(events.group == "rbds") & (events.noise == "noisy")]
    return [
        (
            "Contact and toe-off, force plates",
            "Single events, both legs, all views; ms.",
            tables.events(rbds, ("event", "fps")),
        ),
        (
            "The same, even-numbered runners only",
            "ms.",
            tables.events(rbds[rbds.fold == "test"], ("event", "fps")),
        ),
        (
            "Contact time",
            "Median of each leg of each clip; ms.",
            tables.by(contact_rows(events), ("group", "noise", "fps"), "error_ms"),
        ),
        (
            "Cadence",
            "Against the true cadence over the same contacts; steps/min.",
            tables.by(cadence_rows(pairs), ("group", "noise", "fps")),
        ),
    ]


def _metric_sections(metrics: pd.DataFrame) -> list[Section]:
    noisy = metrics[(metrics.group == "rbds") & (metrics.noise == "noisy")]
    synth = metrics[metrics.group == "synth"]
    plain = synth["view"] == "plain"
    return [
        (
            "Metrics, force plates, near leg",
            "Bias / SD of clip medians (perp = square to the camera, yaw 10 deg, roll 2 deg).",
            tables.bias_and_sd(noisy[noisy.near == "near"]),
        ),
        (
            "Metrics, force plates, far leg",
            "The same for the leg behind.",
            tables.bias_and_sd(noisy[noisy.near == "far"]),
        ),
        (
            "Metrics, renders, plain side view",
            "Errors of clip medians.",
            tables.by(synth[plain], ("metric", "near")),
        ),
        (
            "Metrics, renders, hard",
            "Error of the near leg; * = truth outside the interval.",
            tables.errors_by_view(synth[~plain]),
        ),
    ]


def _clip_sections(runs: Runs) -> list[Section]:
    found = labelled.rows(runs["clips"])
    return [
        (
            "Real clips: contacts",
            "Frames, and % of contact time, against the expected label.",
            labelled.events(found),
        ),
        (
            "Real clips: angles at contact",
            "Degrees or % of leg length, in the rater's frame and as reported at the contact.",
            labelled.angles(found),
        ),
    ]
