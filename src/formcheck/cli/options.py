"""Options of the command line: those of the settings by their declaration, and readers of words."""

import argparse
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from formcheck.settings import OPTIONS, AnalysisSettings, Option, option_word


def declare(parser: argparse.ArgumentParser, names: Iterable[str] = OPTIONS) -> None:
    """Declare settings as options, under the headings of their groups."""
    groups: dict[str, Any] = {}
    for name in names:
        option = OPTIONS[name]
        group = groups.get(option.group) or parser.add_argument_group(option.group)
        groups[option.group] = group
        if name == "speed_kmh":
            speed = group.add_mutually_exclusive_group()
            _add(speed, name, option)
            speed.add_argument(
                "--pace",
                dest=name,
                type=pace,
                metavar="M:SS",
                help="the same, minutes a kilometre",
            )
        else:
            _add(group, name, option)


def _add(group: Any, name: str, option: Option) -> None:  # noqa: ANN401 - argparse has no public name
    if option.kind != "flag":
        read = file if option.kind == "file" else _reader(option)
        metavar = option.metavar or "|".join(option.choices)
        group.add_argument(
            option_word(name), dest=name, type=read, metavar=metavar, help=option.help
        )
    elif getattr(AnalysisSettings(), name):
        off = option_word(name).replace("--", "--no-", 1)
        group.add_argument(off, dest=name, action="store_const", const=False, help=option.help)
    else:
        group.add_argument(
            option_word(name), dest=name, action=argparse.BooleanOptionalAction, help=option.help
        )


def settings(args: argparse.Namespace) -> AnalysisSettings:
    """Return the settings that stand on the command line."""
    given = {name: getattr(args, name, None) for name in OPTIONS}
    return AnalysisSettings(**{name: value for name, value in given.items() if value is not None})


def _reader(option: Option) -> Callable[[str], Any]:
    def read(text: str) -> object:
        try:
            return option.read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from ``low`` to ``high``."""
    return _reader(Option(kind="whole", low=low, high=high))


def pace(text: str) -> float:
    """Read a pace, ``M:SS`` a kilometre, as speed in km/h."""
    match = re.fullmatch(r"(\d{1,2}):([0-5]\d)", text)
    seconds = 60 * int(match[1]) + int(match[2]) if match else 0
    if not seconds:
        msg = f"{text!r} is not a pace; write minutes and seconds a kilometre, e.g. 5:30"
        raise argparse.ArgumentTypeError(msg)
    speed_kmh = 3600 / seconds
    if fault := OPTIONS["speed_kmh"].fault(speed_kmh):
        msg = f"{text} a kilometre, {speed_kmh:.1f} km/h, {fault}"
        raise argparse.ArgumentTypeError(msg)
    return speed_kmh


def file(text: str) -> Path:
    """Read the path of a file that must exist."""
    path = Path(text)
    if not path.is_file():
        msg = f"there is no file {text!r}"
        raise argparse.ArgumentTypeError(msg)
    return path


def folder(text: str) -> Path:
    """Read the path of a folder that must exist."""
    path = Path(text)
    if not path.is_dir():
        msg = f"there is no folder {text!r}"
        raise argparse.ArgumentTypeError(msg)
    return path
