"""The guide of the command line, made from the command line: ``python tests/docs/commands.py``."""

import argparse
from pathlib import Path

from formcheck.cli.parser import COMMANDS, build_parser

PLACE = Path(__file__).parents[2] / "src" / "formcheck" / "guides" / "commands.md"
HEAD = """\
# Commands and options

Made from the program's own help by `tests/docs/commands.py`; a test holds the two together.

Results go to stdout, progress and errors to stderr. `--json` prints one JSON object and nothing
else. Exit codes: 0 done, 1 an internal error, 2 wrong usage, 3 the clip was looked at and refused,
4 the file cannot be read, 5 the installation lacks something, 6 a batch finished but some clips
were refused or failed, 130 interrupted. `NO_COLOR` is honoured.
"""


def page() -> str:
    """Return the whole guide."""
    _, parsers = build_parser()
    shared = set.intersection(*(set(p._option_string_actions) for p in parsers.values()))
    some = next(iter(parsers.values()))
    parts = [HEAD, section("everywhere", "Before or behind any command.", some, shared)]
    for name, parser in parsers.items():
        own = set(parser._option_string_actions) - shared
        parts.append(section(f"`formcheck {name}`", one_line(parser.description), parser, own))
    return "\n".join(parts)


def section(title, text, parser, options) -> str:
    places = [a for a in parser._actions if not a.option_strings and title != "everywhere"]
    named = [a for a in parser._actions if set(a.option_strings) & options and not hidden(a)]
    rows = [f"| `{value(action) or action.dest}` | {told(action)} |" for action in places]
    rows += [f"| `{spelled(action)}` | {told(action)} |" for action in named]
    table = "\n".join(["| | |", "|---|---|", *rows]) if rows else ""
    return f"## {title}\n\n{text}\n\n{table}\n"


def hidden(action) -> bool:
    return action.help == argparse.SUPPRESS


def one_line(text) -> str:
    return " ".join(text.split())


def spelled(action) -> str:
    longest = max(action.option_strings, key=len)
    if isinstance(action, argparse.BooleanOptionalAction):
        longest = min((o for o in action.option_strings if o.startswith("--")), key=len)
    return f"{longest} {value(action)}".strip()


def value(action) -> str:
    if action.choices:
        return "{" + ",".join(str(choice) for choice in action.choices) + "}"
    return (action.metavar or "").replace("|", " or ")


def told(action) -> str:
    text = (action.help or "").replace("|", " or ")
    if isinstance(action, argparse.BooleanOptionalAction):
        text += f" (and `{max(action.option_strings, key=len)}`)"
    return one_line(text + (" (needed)" if action.option_strings and action.required else ""))


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
    assert all(name in page() for name in COMMANDS)
