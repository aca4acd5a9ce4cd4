"""Set two analyses side by side: before and after, shoe and shoe, left and right filming."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

from formcheck.cli.console import Screen, TextLine
from formcheck.locales import gettext

TYPE_CHECKING = False  # as in typing, without its cost: --help must answer at once
if TYPE_CHECKING:
    from formcheck.block import Comparison
    from formcheck.block.sides import Sides


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck compare``."""
    parser.add_argument("a", type=Path, metavar="A", help="folder of an analysis")
    parser.add_argument("b", type=Path, metavar="B", help="folder of another; told is B minus A")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder for the page (formcheck-results/A-and-B)"
    )
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument(
        *("--same-setup",),
        dest="setup",
        action="store_const",
        const="same",
        help="phone on its marks, same clothes and light: what was found is overruled",
    )
    kept.add_argument(
        *("--other-setup",),
        dest="setup",
        action="store_const",
        const="other",
        help="phone or clothes were not the same: what was found is overruled",
    )
    parser.add_argument(
        *("--asymmetry",),
        action="store_true",
        help="left against right: A and B are one session filmed from each side",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Compare, write the page, say what differs."""
    if args.asymmetry:
        return _sides(args)
    from formcheck.block import compare, write_comparison
    from formcheck.block.compare_page import filmed_alike
    from formcheck.words import say

    comparison = compare(args.a, args.b, setup=args.setup)
    page = write_comparison(comparison, _folder(args))
    screen = Screen.of(args)
    if screen.as_json:
        rows = [{n: getattr(r, n) for n in r.__slots__} for r in comparison.rows]
        screen.json(
            {
                "page": str(page),
                "setup": comparison.filmed.label,
                "filmed": [say(message) for message in filmed_alike(comparison.filmed)],
                "caveats": [say(caveat) for caveat in comparison.caveats],
                "differences": rows,
            }
        )
    else:
        screen.lines(_lines_of(comparison, page))
    return 0


def _folder(args: argparse.Namespace) -> Path:
    names = f"{args.a.resolve().name}-and-{args.b.resolve().name}"
    given: Path | None = args.out
    return given or Path("formcheck-results") / names


def _lines_of(comparison: "Comparison", page: Path) -> Iterator[TextLine]:
    from formcheck.block.compare_page import filmed_alike
    from formcheck.block.page import change_words
    from formcheck.words import say
    from formcheck.words.wording import label, word

    n_changed, wide = 0, _wide(row.metric for row in comparison.headline)
    for row in comparison.headline:
        if row.delta is None or row.ci_low is None or row.ci_high is None:
            continue
        n_changed += row.verdict == "changed"
        amount, interval = change_words(row.delta, row.ci_low, row.ci_high, row.unit, row.metric)
        words = word("difference_verdict", row.toward) if row.verdict == "changed" else ""
        likely = gettext("likely")
        line = f"{label(row.metric):{wide}}  {amount:>16}  {likely} {interval:18} {words}"
        yield TextLine(line.rstrip(), "bold" if words else "")
    if not n_changed:
        yield TextLine(gettext("No difference beyond what measurement alone could make."))
    for message in filmed_alike(comparison.filmed):
        yield TextLine(say(message))
    for caveat in comparison.caveats:
        yield TextLine(say(caveat), "yellow")
    name = gettext("Comparison")
    yield TextLine(f"{name}  {page}", "bold")


def _wide(metrics: Iterable[str]) -> int:
    """Return how wide the column of names is, in the reader's language."""
    from formcheck.words.wording import label

    return max((len(label(metric)) for metric in metrics), default=0)


def _sides(args: argparse.Namespace) -> int:
    """Left against right, from a clip of each side."""
    from formcheck.block.sides import compare_sides, write_sides
    from formcheck.words import say

    sides = compare_sides(args.a, args.b)
    page = write_sides(sides, _folder(args))
    screen = Screen.of(args)
    if screen.as_json:
        rows = [{n: getattr(r, n) for n in r.__slots__} for r in sides.rows]
        screen.json(
            {
                "page": str(page),
                "caveats": [say(caveat) for caveat in sides.caveats],
                "asymmetries": rows,
            }
        )
    else:
        screen.lines(_lines_of_sides(sides, page))
    return 0


def _lines_of_sides(sides: "Sides", page: Path) -> Iterator[TextLine]:
    from formcheck.block.sides import side_words
    from formcheck.words import say
    from formcheck.words.wording import label

    wide = _wide(row.metric for row in sides.rows)
    for row in sides.rows:
        amount, interval, words = side_words(row)
        likely = gettext("likely")
        line = f"{label(row.metric):{wide}}  {amount:>16}  {likely} {interval:18} {words}"
        yield TextLine(line.rstrip(), "bold" if row.shown else "")
    for caveat in sides.caveats:
        yield TextLine(say(caveat), "yellow")
    name = gettext("Left against right")
    yield TextLine(f"{name}  {page}", "bold")
