"""From the arguments to an exit code: the one place where errors become words."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise

from formcheck.cli.parser import parse
from formcheck.languages import SOURCE, VARIABLE

TYPE_CHECKING = False  # as in typing, without its cost: --help must answer at once
if TYPE_CHECKING:
    import argparse

    from formcheck.cli.parser import Gettext

INTERRUPTED = 130
"""What a shell reports for a program that was stopped with Ctrl-C."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; those of the process when left out.

    Returns
    -------
    int
        Exit code: 0 done, 1 internal error, 2 wrong usage, 3 refused, 4 unreadable file,
        5 installation, 6 batch with failures, 130 interrupted.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        _never_fail_on_a_letter()
        _one_thread_for_small_matrices()
        _share_the_interpreter_often()
        args = parse(words, _help_translation(words))
        _set_up_logging(args)
        return _run(args)
    except SystemExit as stop:  # argparse after --help and --version
        return int(stop.code or 0)
    except KeyboardInterrupt:
        return _interrupted(words)
    except BrokenPipeError:  # the reader of a pipe went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - the edge of the program: nothing may pass it
        return _explain(error, words)


def _run(args: "argparse.Namespace") -> int:
    """Run a command in the reader's language, which processes that it starts inherit."""
    from formcheck.locales import chosen, speaking

    language, before = chosen(args.lang), os.environ.get(VARIABLE)
    if language == SOURCE and not args.lang:
        return int(args.run(args))
    os.environ[VARIABLE] = language
    try:
        with speaking(language):
            return int(args.run(args))
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def _help_translation(words: Sequence[str]) -> "Gettext | None":
    """Return what puts the help into the reader's language; None where that is English."""
    named = any(word.startswith("--lang") for word in words)
    if not named and not os.environ.get(VARIABLE):
        return None  # most often so, and then nothing is loaded for it
    from formcheck.locales import pgettext, speaking

    language = _asked_for(words)

    def translate(text: str) -> str:
        with speaking(language):
            return pgettext("help", text) if text else text

    return None if language == SOURCE else translate


def _interrupted(words: Sequence[str]) -> int:
    from formcheck.locales import gettext, speaking

    with speaking(_asked_for(words)):
        told = gettext("interrupted; a folder is only put in place when whole")
    sys.stderr.write(f"formcheck: {told}\n")
    return INTERRUPTED


def _explain(error: Exception, words: Sequence[str]) -> int:
    """Write what happened and what to do about it; return the exit code."""
    from formcheck.cli.console import Screen
    from formcheck.errors import FormcheckError, InstallationError, disk_full, no_room
    from formcheck.locales import speaking

    if "--debug" in words:
        import traceback

        traceback.print_exception(error)
    if no_room(error):
        error = disk_full(getattr(error, "filename", None) or "the result")
    screen = Screen(as_json="--json" in words)
    if isinstance(error, FormcheckError):
        with speaking(_asked_for(words)):
            screen.error(error.what, error.fix, code=error.code, exit_code=error.exit_code)
        return error.exit_code
    if isinstance(error, ImportError):
        what = f"a package or system library is missing: {error}"
        fix = "run 'formcheck doctor', which says what to install"
        code, exit_code = "missing_library", InstallationError.exit_code
    else:
        what = f"internal error, please report it: {type(error).__name__}: {error}"
        fix = "run the same command with --debug to see where it happened"
        code, exit_code = "internal_error", 1
    with speaking(_asked_for(words)):
        screen.error(what, fix, code=code, exit_code=exit_code)
    return exit_code


def _asked_for(words: Sequence[str]) -> str:
    """Return the language of an error, also of one in the words themselves."""
    from formcheck.errors import UsageError
    from formcheck.locales import chosen

    asked = [after for word, after in pairwise(words) if word == "--lang"]
    asked += [word.partition("=")[2] for word in words if word.startswith("--lang=")]
    for code in (asked[-1] if asked else None, None):
        with suppress(UsageError):
            return chosen(code)
    return SOURCE


def _never_fail_on_a_letter() -> None:
    """Let a terminal that lacks a letter (Windows code pages) show '?' instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _one_thread_for_small_matrices() -> None:
    """Keep OpenBLAS from sharing out products that take a millisecond.

    On ten minutes of film, where matrices pass its threshold, its threads waited for one
    another thirty times as long as they computed. It looks once, when NumPy is loaded.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _share_the_interpreter_often() -> None:
    """Let threads that come back from the pose model or a codec wait half a millisecond at most.

    Python's own 5 ms, several times a picture, leave a tenth of two cores idle.
    """
    sys.setswitchinterval(0.0005)


def _set_up_logging(args: "argparse.Namespace") -> None:
    import logging

    level = logging.WARNING
    if args.quiet:
        level = logging.ERROR
    if args.verbose:
        level = logging.INFO
    if args.debug:
        level = logging.DEBUG
    logging.basicConfig(level=logging.ERROR, format="%(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("formcheck").setLevel(level)
