"""All commands and how their words are read. Wrong words become :class:`UsageError`."""

import argparse
from collections.abc import Callable, Iterable, Sequence

from formcheck.languages import LANGUAGES, VARIABLE
from formcheck.version import __version__

TYPE_CHECKING = False  # as in typing, without its cost: --help must answer at once
if TYPE_CHECKING:
    from typing import NoReturn

    from formcheck.errors import UsageError

COMMANDS: dict[str, str] = {
    "analyze": "measure one clip (or landmark table) and write its report",
    "batch": "measure a folder of clips and landmark tables, and only what is new",
    "compare": "set two analyses side by side",
    "demo": "analyse the runner that comes with formcheck",
    "report": "write report.html again from an analysis",
    "correct": "measure again with contacts corrected by hand",
    "export": "write an analysis for another program (TRC, C3D, COCO, CSV, ...) or as figures",
    "schema": "print the JSON Schema of analysis.json",
    "serve": "open formcheck in the browser: upload, progress, reports",
    "guidelines": "show the guideline set, or check one of your own",
    "models": "list the pose models and check their files",
    "doctor": "say what is installed, what is wrong and how to mend it",
}
"""Command -> one line of help; each lives in ``formcheck.cli.<command>``."""

EXAMPLES = """\
examples:
  formcheck demo
  formcheck analyze run.mp4
  formcheck analyze run.mp4 --height-cm 175 --speed-kmh 11 --out results/monday
"""


Gettext = Callable[[str], str]
"""From a line of the help to the same line in the reader's language."""


class Parser(argparse.ArgumentParser):
    """An argument parser that raises instead of printing and exiting."""

    usage_word = "usage: "

    def format_help(self) -> str:
        """Return the help; argparse itself begins it in English."""
        return super().format_help().replace("usage: ", self.usage_word, 1)

    def translate(self, translate: Gettext) -> None:
        """Put everything that the help says into the reader's language."""
        self.usage_word = translate("usage: ")
        self.description = translate(" ".join((self.description or "").split()))
        self.epilog = (self.epilog or "").replace("examples:", translate("examples:"))
        for group in self._action_groups:
            group.title = translate(group.title or "")
        for action in self._actions:
            if action.help and action.help != argparse.SUPPRESS:
                action.help = translate(action.help)
            for command in getattr(action, "_choices_actions", ()):
                command.help = translate(command.help)

    def error(self, message: str) -> "NoReturn":
        """Raise the message as :class:`UsageError`."""
        from formcheck.errors import UsageError

        fix = f"'{self.prog} --help' lists what there is"
        raise UsageError(message.removeprefix("argument "), fix, code="usage")


def _nearest(word: str, known: Iterable[str]) -> str | None:
    """Return "did you mean ...?" for a word that is nearly a known one."""
    import difflib

    near = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {near[0]!r}?" if near else None


def _common() -> Parser:
    """Return the options that stand everywhere, before or behind the command."""
    common = Parser(add_help=False, allow_abbrev=False)
    group = common.add_argument_group("everywhere")
    group.add_argument(
        "--version", action="version", version=f"formcheck {__version__}", help="print the version"
    )
    group.add_argument(
        "--lang",
        metavar="|".join(LANGUAGES),
        default=argparse.SUPPRESS,
        help=f"language of what people read (or set {VARIABLE})",
    )
    for name, text in (
        ("--quiet", "no progress, only results and errors"),
        ("--verbose", "say more about what is done"),
        ("--debug", "show where an error happened"),
    ):
        group.add_argument(name, action="store_true", default=argparse.SUPPRESS, help=text)
    return common


def build_parser(commands: Iterable[str] = COMMANDS) -> tuple[Parser, dict[str, Parser]]:
    """Return the whole parser, and the parser of each command by name.

    Parameters
    ----------
    commands : iterable of str
        Commands whose options are wanted; only their modules are imported.
    """
    common = _common()
    parser = Parser(
        prog="formcheck",
        description="Running form from one side-view clip: every number with its uncertainty, "
        "or a plain refusal.",
        epilog=EXAMPLES,
        parents=[common],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    by_name = {
        name: subparsers.add_parser(name, help=text, parents=[common], allow_abbrev=False)
        for name, text in COMMANDS.items()
    }
    for name in commands:
        import importlib

        module = importlib.import_module(f"formcheck.cli.{name}")
        by_name[name].description = module.__doc__
        by_name[name].set_defaults(run=module.run)
        module.add_arguments(by_name[name])
    return parser, by_name


def parse(words: Sequence[str], translate: Gettext | None = None) -> argparse.Namespace:
    """Read the command line.

    Parameters
    ----------
    words : sequence of str
    translate : callable, optional
        Puts the help into the reader's language.

    Raises
    ------
    UsageError
        A command or option that does not exist, or a value that cannot be meant.
    SystemExit
        After ``--help`` and ``--version``, as argparse does it.
    """
    pairs = zip(["", *words], words, strict=False)
    first = next((w for before, w in pairs if not w.startswith("-") and before != "--lang"), "")
    if first and first not in COMMANDS:
        raise _unknown("formcheck", first, COMMANDS)
    parser, by_name = build_parser([first] if first else [])
    if translate is not None:
        for spoken in (parser, *by_name.values()):
            spoken.translate(translate)
    start = argparse.Namespace(quiet=False, verbose=False, debug=False, lang=None)
    args, unknown = parser.parse_known_args(words, start)
    if unknown:
        asked = by_name.get(args.command, parser)
        raise _unknown(asked.prog, " ".join(unknown), _options(asked))
    if args.command is None:
        from formcheck.errors import UsageError

        raise UsageError(
            f"formcheck needs a command: {', '.join(COMMANDS)}",
            "'formcheck analyze CLIP' measures a clip, 'formcheck demo' shows how it looks",
            code="usage",
        )
    return args


def _options(parser: Parser) -> list[str]:
    import re

    return re.findall(r"(?<![\w-])--[\w-]+", parser.format_help())


def _unknown(prog: str, words: str, known: Iterable[str]) -> "UsageError":
    from formcheck.errors import UsageError

    near = _nearest(words.partition(" ")[0].partition("=")[0], known)
    return UsageError(f"{prog} does not know {words}", near or f"see '{prog} --help'", code="usage")
