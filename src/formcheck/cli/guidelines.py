"""Show what each metric is compared with and where that comes from; check a set of your own."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.cli.console import Screen, TextLine
from formcheck.errors import UsageError
from formcheck.locales import SOURCE, gettext, listed, ngettext, pgettext, read_numbers_as, speaking
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
    from formcheck.words.guideline_texts import in_words

    guidelines = load(file)
    name = f"{guidelines.name} {guidelines.version}"
    if screen.as_json:
        with speaking(SOURCE):
            rows = [asdict(row) for row in describe(guidelines)]
        screen.json({"name": guidelines.name, "version": guidelines.version, "metrics": rows})
        return 0
    screen.lines([TextLine(gettext("Guidelines: {name}").format(name=name), "bold")])
    for row in describe(in_words(guidelines)):
        screen.lines(_row(row))
    grades = gettext("Grades: A strongest evidence to D opinion; keys name the sources.")
    screen.lines([TextLine(), TextLine(grades)])
    return 0


def _row(row: "GuidelineRow") -> Iterator[TextLine]:
    yield TextLine()
    yield TextLine(f"{row.label} ({row.metric})", "bold")
    yield TextLine(f"  {row.definition}")
    if row.why_not_scored:
        yield TextLine("  " + gettext("not scored: {why}").format(why=row.why_not_scored))
    weight = gettext("{weight} % of the score; needs {needs}")
    lines = {
        pgettext("guidelines", "expected"): row.expected,
        pgettext("guidelines", "good"): row.good,
        pgettext("guidelines", "watch"): row.watch,
        pgettext("guidelines", "moves"): row.moves,
        pgettext("guidelines", "weight"): row.weight
        and weight.format(weight=read_numbers_as(f"{row.weight:g}"), needs=row.needs),
    }
    width = max(9, *map(len, lines))
    yield from (TextLine(f"  {name:{width}} {text}") for name, text in lines.items() if text)
    grade = gettext("grade {grade}").format(grade=row.grade)
    source = filter(None, [grade, row.population, ", ".join(row.citations)])
    yield TextLine("  " + listed(source))
