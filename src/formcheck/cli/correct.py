"""Measure an analysis again with contacts corrected by hand, and draw them on the film again."""

import argparse
from pathlib import Path

from formcheck.cli.card import card
from formcheck.cli.console import Screen


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck correct``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of an earlier analysis")
    parser.add_argument(
        "--events", type=Path, required=True, metavar="FILE", help="the edited events.csv"
    )
    parser.add_argument(
        "--clip", type=Path, metavar="FILE", help="the film, where it lies not beside the folder"
    )
    parser.add_argument(
        "--guidelines", type=Path, metavar="FILE", help="the guideline set it was judged by"
    )
    parser.add_argument("--json", action="store_true", help="print analysis.json, not the card")


def run(args: argparse.Namespace) -> int:
    """Correct the folder in place and show the new card."""
    from formcheck.correct import correct

    screen = Screen.of(args)
    with screen.progress() as on_progress:
        result = correct(
            args.folder, args.events, args.guidelines, clip=args.clip, on_progress=on_progress
        )
    if screen.as_json:
        screen.json(result.to_dict())
    else:
        screen.lines(card(result.analysis, args.folder))
    return 0
