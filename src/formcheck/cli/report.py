"""Write report.html again from the analysis.json of a folder, without looking at the clip."""

import argparse
from pathlib import Path

from formcheck.cli.console import Line, Screen


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck report``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of an earlier analysis")
    parser.add_argument(
        "--share",
        action="store_true",
        help="write a copy with the runner's face hidden, in DIR/share, to be given away",
    )
    parser.add_argument("--pdf", action="store_true", help="write report.pdf as well")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Render the report and put it in place of the old one."""
    folder: Path = args.folder
    report = _shared(folder) if args.share else _rendered(folder, folder)
    written = {"report": report}
    if args.pdf:
        from formcheck.report.printing import print_pdf

        written["pdf"] = print_pdf(report)
    screen = Screen.of(args)
    if screen.as_json:
        screen.json({name: str(path) for name, path in written.items()})
    else:
        screen.lines(
            [Line(f"{name.capitalize():7} {path}", "bold") for name, path in written.items()]
        )
    return 0


def _rendered(folder: Path, target: Path) -> Path:
    from formcheck.report import render
    from formcheck.store.folder import put, read_analysis

    report = target / "report.html"
    put(report, render(read_analysis(folder), target))
    return report


def _shared(folder: Path) -> Path:
    from formcheck.overlay.share import hide_faces
    from formcheck.store.folder import read_analysis

    analysis = read_analysis(folder)
    target = folder / "share"
    target.mkdir(exist_ok=True)
    hide_faces(analysis, folder, target)
    return _rendered(folder, target)
