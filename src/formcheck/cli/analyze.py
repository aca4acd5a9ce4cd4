"""Measure one side-view clip of a runner, or a table of landmarks, and write the report."""

import argparse
from pathlib import Path

from formcheck.cli import options
from formcheck.cli.card import card
from formcheck.cli.console import Screen
from formcheck.errors import UsageError

REFUSED = 3
RESULTS = Path("formcheck-results")

SETTINGS = (
    *("height_cm", "mass_kg", "sex", "age", "speed_kmh", "incline_pct", "back_pain"),
    *("capture_fps", "start_s", "end_s", "person", "model"),
    *("guidelines", "fit", "jobs", "blur_faces"),
)
"""Options that go into the analysis settings under their own name."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck analyze``."""
    parser.add_argument("clip", nargs="?", type=Path, metavar="CLIP", help="the video file")
    parser.add_argument(
        "--landmarks",
        type=Path,
        metavar="TABLE",
        help="landmarks (CSV, TRC, C3D, JSON) instead of a clip",
    )
    _add_runner(parser)
    _add_clip(parser)
    _add_output(parser)


def _add_runner(parser: argparse.ArgumentParser) -> None:
    runner = parser.add_argument_group("the runner")
    runner.add_argument(
        "--height-cm",
        type=options.number("height_cm"),
        metavar="H",
        help="stature; lengths in cm need it",
    )
    runner.add_argument("--mass-kg", type=options.number("mass_kg"), metavar="M", help="body mass")
    runner.add_argument("--sex", choices=("f", "m"), help="some norms differ")
    runner.add_argument(
        "--age", type=options.count("age"), metavar="YEARS", help="some norms differ"
    )
    runner.add_argument(
        "--back-pain",
        type=options.count("back_pain"),
        metavar="0-10",
        help="low-back pain today, 0 none to 10 the worst",
    )
    speed = runner.add_mutually_exclusive_group()
    speed.add_argument(
        "--speed-kmh",
        type=options.number("speed_kmh"),
        metavar="V",
        help="running speed in km/h",
    )
    speed.add_argument(
        "--pace", type=options.pace, metavar="M:SS", help="the same, minutes a kilometre"
    )
    runner.add_argument(
        "--incline-pct",
        type=options.number("incline_pct"),
        metavar="I",
        help="slope of the belt or road, uphill positive",
    )


def _add_clip(parser: argparse.ArgumentParser) -> None:
    clip = parser.add_argument_group("the clip")
    clip.add_argument(
        "--capture-fps",
        type=options.number("capture_fps"),
        metavar="F",
        help="rate the camera filmed at (slow motion)",
    )
    clip.add_argument(
        "--start",
        dest="start_s",
        type=options.number("start_s"),
        metavar="S",
        help="leave out what comes before, in seconds of the clip",
    )
    clip.add_argument(
        "--end", dest="end_s", type=options.number("end_s"), metavar="S", help="... and after"
    )
    clip.add_argument(
        "--person",
        type=options.count("person"),
        metavar="N",
        help="which runner, where there are several",
    )
    clip.add_argument("--model", metavar="NAME", help="pose model; see 'formcheck models'")


def _add_output(parser: argparse.ArgumentParser) -> None:
    output = parser.add_argument_group("the analysis")
    output.add_argument(
        "--guidelines", type=options.file, metavar="FILE", help="a guideline set of your own (TOML)"
    )
    output.add_argument(
        "--baseline",
        type=options.folder,
        metavar="DIR",
        help="folder of an earlier analysis to show the change against",
    )
    output.add_argument(
        "--fit",
        type=options.file,
        metavar="FILE",
        help="FIT file of a watch worn in this run, to stand beside the numbers",
    )
    output.add_argument(
        "--jobs", type=options.count("jobs"), metavar="N", help="processor cores to use (all)"
    )
    output.add_argument(
        "--no-cache", action="store_true", help="look at every frame again, keep nothing"
    )
    output.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="folder to write (formcheck-results/<name of the clip>)",
    )
    output.add_argument(
        "--only-data", action="store_true", help="numbers only: no pictures, video or report"
    )
    output.add_argument(
        "--blur-faces",
        action=argparse.BooleanOptionalAction,
        help="make the runner's face unrecognisable in pictures and video; not that of others",
    )
    output.add_argument(
        "--json", action="store_true", help="print analysis.json instead of the card"
    )
    # For programs that watch, such as formcheck serve: progress as lines of JSON on stderr.
    output.add_argument("--progress", choices=("json",), help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Analyse, write the folder, show the card; 3 when the clip was refused."""
    source = _source(args)
    if args.pace is not None:
        args.speed_kmh = args.pace
    given = {name: getattr(args, name) for name in SETTINGS if getattr(args, name) is not None}
    given["use_cache"] = not args.no_cache
    return measure(
        source,
        given,
        out=args.out or RESULTS / source.stem,
        landmarks=args.landmarks is not None,
        only_data=args.only_data,
        baseline=args.baseline,
        screen=Screen.of(args),
    )


def _source(args: argparse.Namespace) -> Path:
    if (args.clip is None) == (args.landmarks is None):
        raise UsageError(
            "give either a clip or --landmarks with a table, not both and not neither",
            "for example: formcheck analyze run.mp4",
            code="usage",
        )
    source: Path = args.clip or args.landmarks
    return source


def measure(
    source: Path,
    given: dict[str, object],
    *,
    out: Path,
    landmarks: bool = False,
    only_data: bool = False,
    baseline: Path | None = None,
    screen: Screen,
) -> int:
    """Analyse ``source`` with the settings that were given and write ``out``.

    Returns
    -------
    int
        0, or 3 when the clip was looked at and refused.
    """
    from formcheck.pipeline import analyze
    from formcheck.pose.offline import close_the_line
    from formcheck.publishing import publish
    from formcheck.settings import AnalysisSettings
    from formcheck.store import folder
    from formcheck.store.document import read_analysis

    settings = AnalysisSettings(**given)  # type: ignore[arg-type]
    folder.check(out)
    earlier = None if baseline is None else read_analysis(baseline)
    close_the_line()
    with screen.progress() as on_progress:
        result = analyze(source, settings, landmarks=landmarks, on_progress=on_progress)
        publish(result, out, only_data=only_data, baseline=earlier, on_progress=on_progress)
    document = read_analysis(out)
    if screen.as_json:
        screen.json(document)
    else:
        screen.lines(card(document, out))
    return REFUSED if document["quality"]["verdict"] == "refused" else 0
