"""Write an analysis for another program: OpenSim, a laboratory, an annotation tool, a table."""

import argparse
from pathlib import Path

from formcheck.cli.console import Screen, TextLine
from formcheck.locales import gettext, ngettext
from formcheck.locales.errors import translated_error

FIGURES = "figures"
KINDS = ("trc", "mot", "c3d", "coco", "dlc", "kinovea", "csv", "parquet", FIGURES)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck export``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of an earlier analysis")
    parser.add_argument(
        "--to",
        required=True,
        choices=KINDS,
        help="trc, c3d: points; mot: joint angles; coco, dlc: keypoints in the picture; kinovea: "
        "for its import; csv, parquet: all in one; figures: SVG, PDF and PNG for a column and a "
        "slide, also of a block or a comparison",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="file to write (in DIR, named after the clip); of figures their folder (DIR/figures)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Export and say where."""
    screen = Screen.of(args)
    if args.to == FIGURES:
        return _figures(args, screen)
    from formcheck.exchange.export import export
    from formcheck.store.folder import load_result

    done = export(load_result(args.folder), args.to, args.out)
    if done.note:
        screen.note(gettext("note: {note}").format(note=translated_error(done.note)))
    if screen.as_json:
        screen.json({"file": str(done.path), "unit": done.unit})
    else:
        screen.lines([TextLine(f"{args.to.upper()}  {done.path}", "bold")])
    return 0


def _figures(args: argparse.Namespace, screen: Screen) -> int:
    """Draw the figures of an analysis, a block or a comparison and say where."""
    import matplotlib as mpl

    mpl.use("agg")  # there may be no screen to draw on
    from formcheck.plots.files import write_figures

    files = write_figures(args.folder, args.out)
    if screen.as_json:
        screen.json({"folder": str(files[0].parent), "files": [file.name for file in files]})
    else:
        captions = sum(file.suffix == ".txt" for file in files)
        figures = ngettext("{count} figure", "{count} figures", captions).format(count=captions)
        screen.lines([TextLine(f"{figures}  {files[0].parent}", "bold")])
    return 0
