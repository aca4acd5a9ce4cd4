"""Print the JSON Schema (2020-12) of analysis.json."""

import argparse
import json
from importlib.resources import files

from formcheck.cli.console import Screen

SCHEMA = ("formcheck.document", "analysis.schema.json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck schema``: there are none."""
    parser.set_defaults(json=True)


def run(args: argparse.Namespace) -> int:
    """Print it."""
    room, name = SCHEMA
    Screen.of(args).json(json.loads(files(room).joinpath(name).read_text(encoding="utf-8")))
    return 0
