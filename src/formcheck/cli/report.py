"""Write report.html again from the analysis.json of a folder, without looking at the clip."""

import argparse
from pathlib import Path

from formcheck.cli.console import Line, Screen


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck report``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of an earlier analysis")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Render the report and put it in place of the old one."""
    from formcheck.report import render
    from formcheck.store.document import read_analysis

    document = read_analysis(args.folder)
    report = args.folder / "report.html"
    beside = args.folder / "report.html.new"
    beside.write_text(render(document, args.folder), encoding="utf-8")
    beside.replace(report)
    screen = Screen.of(args)
    if screen.as_json:
        screen.json({"report": str(report)})
    else:
        screen.lines([Line(f"Report  {report}", "bold")])
    return 0
