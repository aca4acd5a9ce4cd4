"""Say what is installed, what is wrong and how to mend it; empty the landmark cache."""

import argparse
from dataclasses import asdict

from formcheck.cli.console import Screen, TextLine
from formcheck.errors import InstallationError
from formcheck.locales import gettext, labelled
from formcheck.locales.errors import translated_error

STYLES = {"ok": "green", "warn": "yellow", "bad": "bold red"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck doctor``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--clear-cache", action="store_true", help="forget the landmarks of all clips, and stop"
    )


def run(args: argparse.Namespace) -> int:
    """Look everywhere; 5 when something essential is broken."""
    screen = Screen.of(args)
    if args.clear_cache:
        return _clear_cache(screen)
    from formcheck.cli.checks import all_checks
    from formcheck.words.wording import word

    found = []
    for check in all_checks():
        found.append(check)
        if not screen.as_json:
            name, state = _name(check.name), word("check_state", check.state)
            line = f"{state:4}  {labelled(name, translated_error(check.text))}"
            screen.lines([TextLine(line, STYLES[check.state])])
            if check.fix:
                screen.lines([TextLine(f"      {translated_error(check.fix)}")])
    healthy = all(check.state != "bad" for check in found)
    if screen.as_json:
        screen.json({"healthy": healthy, "checks": [asdict(check) for check in found]})
    return 0 if healthy else InstallationError.exit_code


def _name(check: str) -> str:
    from formcheck.words.wording import word

    first, _, model = check.partition(" ")
    return f"{word('check_name', first)} {model}" if first == "model" else word("check_name", check)


def _clear_cache(screen: Screen) -> int:
    from formcheck.pose.cache import clear

    freed = clear()
    if screen.as_json:
        screen.json({"freed_bytes": freed})
    else:
        from formcheck.words.numbers import write

        line = gettext("The landmark cache is empty; {size} MB were freed.")
        screen.lines([TextLine(line.format(size=write(freed / 1e6, 1)))])
    return 0
