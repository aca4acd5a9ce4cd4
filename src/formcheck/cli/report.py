"""Write report.html again from the analysis.json of a folder, without looking at the clip."""

import argparse
import json
from pathlib import Path
from typing import Any

from formcheck.cli.console import Line, Screen
from formcheck.errors import UsageError

SCHEMA_MAJOR = "1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck report``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of an earlier analysis")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Render the report and put it in place of the old one."""
    from formcheck.report import render

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


def read_analysis(folder: Path) -> dict[str, Any]:
    """Return the content of ``analysis.json`` in ``folder``.

    Raises
    ------
    UsageError
        There is none, or none that this version can read.
    """
    path = folder / "analysis.json"
    fix = "name the folder that 'formcheck analyze' wrote"
    try:
        loaded: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            f"{folder} holds no analysis: {path.name} cannot be read ({error.strerror})",
            fix,
            code="no_analysis",
        ) from error
    except ValueError as error:
        raise UsageError(f"{path} is damaged: {error}", fix, code="no_analysis") from error
    document: dict[str, Any] = loaded if isinstance(loaded, dict) else {}
    version = document.get("schema_version")
    if not isinstance(version, str) or version.partition(".")[0] != SCHEMA_MAJOR:
        raise UsageError(
            f"{path} has schema version {version}; this formcheck reads {SCHEMA_MAJOR}.x",
            "analyse the clip again",
            code="schema_version",
        )
    return document
