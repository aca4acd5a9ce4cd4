"""Show what each metric is compared with and where that comes from; check a set of your own."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.cli.console import Screen, TextLine
from formcheck.errors import UsageError
from formcheck.locales import gettext, ngettext
from formcheck.locales.errors import translated_error

if TYPE_CHECKING:
    from formcheck.guidelines import GuidelineRow


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck guidelines``."""
    parser.add_argument(
        "action", choices=("show", "check"), help="show the set in words, or check FILE for faults"
    )
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a TOML file laid over the built-in set"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Show or check; 2 when the file has faults."""
    screen = Screen.of(args)
    if args.action == "check":
        return _check(args.file, screen)
    return _show(args.file, screen)


def _check(file: Path | None, screen: Screen) -> int:
    from formcheck.guidelines import check

    if file is None:
        raise UsageError(
            "guidelines check needs the file to check",
            "for example: formcheck guidelines check mine.toml",
            code="usage",
        )
    faults = check(file)
    if screen.as_json:
        screen.json({"file": str(file), "faults": faults})
    elif faults:
        count = ngettext("{count} fault", "{count} faults", len(faults)).format(count=len(faults))
        lines = [TextLine(translated_error(fault)) for fault in faults]
        screen.lines([TextLine(f"{file}: {count}", "bold red"), *lines])
    else:
        screen.lines([TextLine(gettext("{file}: no faults").format(file=file), "green")])
    return UsageError.exit_code if faults else 0


def _show(file: Path | None, screen: Screen) -> int:
    from formcheck.guidelines import describe, load

    guidelines = load(file)
    rows = describe(guidelines)
    if screen.as_json:
        screen.json(
            {
                "name": guidelines.name,
                "version": guidelines.version,
                "metrics": [asdict(row) for row in rows],
            }
        )
        return 0
    screen.lines([TextLine(f"Guidelines: {guidelines.name} {guidelines.version}", "bold")])
    for row in rows:
        screen.lines(_row(row))
    screen.lines(
        [TextLine(), TextLine("Grades: A strongest evidence to D opinion; keys name the sources.")]
    )
    return 0


def _row(row: "GuidelineRow") -> Iterator[TextLine]:
    yield TextLine()
    yield TextLine(f"{row.label} ({row.metric})", "bold")
    yield TextLine(f"  {row.definition}")
    if row.why_not_scored:
        yield TextLine(f"  not scored: {row.why_not_scored}")
    for name in ("expected", "good", "watch", "moves"):
        if text := getattr(row, name):
            yield TextLine(f"  {name:9} {text}")
    if row.weight:
        yield TextLine(f"  weight    {row.weight:g} % of the score; needs {row.needs}")
    source = [f"grade {row.grade}", row.population, ", ".join(row.citations)]
    yield TextLine("  " + "; ".join(filter(None, source)))
