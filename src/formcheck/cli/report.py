"""Write report.html again from the analysis.json of a folder, without looking at the clip."""

import argparse
from pathlib import Path

from formcheck.cli.console import Screen, TextLine
from formcheck.locales import gettext

TYPE_CHECKING = False  # as in typing, without its cost: --help must answer at once
if TYPE_CHECKING:
    from formcheck.domain.analysis import Analysis


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck report``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of an earlier analysis")
    parser.add_argument(
        "--share",
        action="store_true",
        help="write a copy without the runner's face, name, note and pain, in DIR/share",
    )
    parser.add_argument(
        "--pdf",
        action="store_true",
        help="write report.pdf as well, and the six weeks alone as plan.pdf",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Render the report and put it in place of the old one."""
    from formcheck.store.folder import read_analysis

    folder: Path = args.folder
    report = _shared(folder) if args.share else _rendered(read_analysis(folder), folder)
    written = {"report": report}
    if args.pdf:
        from formcheck.report.printing import print_pdf

        written["pdf"] = print_pdf(report)
        if sheet := _plan(report.parent):
            written["plan"] = print_pdf(sheet)
    screen = Screen.of(args)
    if screen.as_json:
        screen.json({name: str(path) for name, path in written.items()})
    else:
        words = {"report": gettext("Report"), "pdf": gettext("PDF"), "plan": gettext("Plan")}
        screen.lines(
            [TextLine(f"{words[name]:7} {path}", "bold") for name, path in written.items()]
        )
    return 0


def _rendered(analysis: "Analysis", target: Path) -> Path:
    from formcheck.domain.files import REPORT_HTML
    from formcheck.report import render
    from formcheck.store.place import put

    report = target / REPORT_HTML
    put(report, render(analysis, target))
    return report


def _plan(folder: Path) -> Path | None:
    """Write the six weeks beside a report; None where there is no plan."""
    from formcheck.domain.files import ANALYSIS_JSON
    from formcheck.report import render_plan
    from formcheck.store.folder import read_analysis
    from formcheck.store.place import put

    page = None
    if (folder / ANALYSIS_JSON).is_file():
        page = render_plan(read_analysis(folder), folder)
    if page is None:
        return None
    sheet = folder / "plan.html"
    put(sheet, page)
    return sheet


def _shared(folder: Path) -> Path:
    from formcheck.domain.files import REAR, SHARE
    from formcheck.overlay.share import hide_faces
    from formcheck.report.sharing import shareable
    from formcheck.store.folder import read_analysis

    analysis = read_analysis(folder)
    target = folder / SHARE
    target.mkdir(exist_ok=True)
    hide_faces(analysis, folder, target)
    if analysis.rear is not None:
        (target / REAR).mkdir(exist_ok=True)
        hide_faces(analysis.rear, folder / REAR, target / REAR)
    return _rendered(shareable(analysis), target)
