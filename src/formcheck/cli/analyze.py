"""Measure one side-view clip of a runner, or a table of landmarks, and write the report."""

import argparse
from pathlib import Path

from formcheck.cli import options
from formcheck.cli.card import card
from formcheck.cli.console import Screen
from formcheck.errors import UsageError
from formcheck.settings import AnalysisSettings

REFUSED = 3
RESULTS = Path("formcheck-results")

TYPE_CHECKING = False  # as in typing, without its cost: --help must answer at once
if TYPE_CHECKING:
    from formcheck.domain.analysis import Analysis


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck analyze``."""
    parser.add_argument("clip", nargs="?", type=Path, metavar="CLIP", help="the video file")
    parser.add_argument(
        "--landmarks",
        type=Path,
        metavar="TABLE",
        help="landmarks (CSV, TRC, C3D, JSON) instead of a clip",
    )
    parser.add_argument(
        "--rear",
        type=options.file,
        metavar="CLIP",
        help="a second film of the same run, from behind",
    )
    options.declare(parser)
    output = parser.add_argument_group("the result")
    output.add_argument(
        "--baseline",
        type=options.folder,
        metavar="DIR",
        help="folder of an earlier analysis to show the change against",
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
        "--json", action="store_true", help="print analysis.json instead of the card"
    )
    # For programs that watch, such as formcheck serve: progress as lines of JSON on stderr.
    output.add_argument("--progress", choices=("json",), help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Analyse, write the folder, show the card; 3 when the clip was refused."""
    source = _source(args)
    return measure(
        source,
        options.settings(args),
        out=args.out or RESULTS / source.stem,
        landmarks=args.landmarks is not None,
        rear=args.rear,
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
    settings: AnalysisSettings,
    *,
    out: Path,
    landmarks: bool = False,
    rear: Path | None = None,
    only_data: bool = False,
    baseline: Path | None = None,
    screen: Screen,
) -> int:
    """Analyse ``source``, and ``rear`` beside it, and write ``out``.

    Returns
    -------
    int
        0, or 3 when the clip was looked at and refused.
    """
    from formcheck.pose.offline import close_the_line
    from formcheck.store import place

    place.check(out)
    earlier = None if baseline is None else _earlier(baseline)
    close_the_line()
    with screen.progress() as on_progress:
        if rear is None:
            from formcheck.pipeline import analyze

            result = analyze(source, settings, landmarks=landmarks, on_progress=on_progress)
        else:
            from formcheck.session import analyze_session

            result = analyze_session(
                source, rear, settings, landmarks=landmarks, on_progress=on_progress
            )
        # Only now: what these stand on is loaded while the film is looked at.
        from formcheck.document import as_json
        from formcheck.publishing import publish
        from formcheck.store.folder import read_analysis

        publish(result, out, only_data=only_data, baseline=earlier, on_progress=on_progress)
    document = read_analysis(out)
    if screen.as_json:
        screen.json(as_json(document))
    else:
        screen.lines(card(document, out))
    return REFUSED if document.quality.verdict == "refused" else 0


def _earlier(folder: Path) -> "Analysis":
    from formcheck.store.folder import read_analysis

    return read_analysis(folder)
