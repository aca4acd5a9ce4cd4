"""Write an analysis for another program: OpenSim, a laboratory, an annotation tool, a table."""

import argparse
from pathlib import Path

from formcheck.cli.console import Line, Screen

KINDS = ("trc", "mot", "c3d", "coco", "csv", "parquet")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck export``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of an earlier analysis")
    parser.add_argument(
        "--to",
        required=True,
        choices=KINDS,
        help="trc, c3d: points; mot: joint angles; coco: 17 keypoints; csv, parquet: all in one",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="file to write (in DIR, named after the clip)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Export and say where."""
    from formcheck.exchange.export import export
    from formcheck.store.folder import load_result

    screen = Screen.of(args)
    done = export(load_result(args.folder), args.to, args.out)
    if done.note:
        screen.note(f"note: {done.note}")
    if screen.as_json:
        screen.json({"file": str(done.path), "unit": done.unit})
    else:
        screen.lines([Line(f"{args.to.upper()}  {done.path}", "bold")])
    return 0
