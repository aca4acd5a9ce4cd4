"""The screen: results to stdout; progress, notices and errors to stderr. Nothing else prints."""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from formcheck.settings import Progress

if TYPE_CHECKING:
    import argparse

    from rich.progress import Task, TaskID
    from rich.text import Text

SECONDS_BETWEEN_LINES = 0.25


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line for the terminal; ``style`` is a rich style such as ``"bold"``."""

    text: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a command's words go.

    Attributes
    ----------
    quiet : bool
        Results and errors only.
    as_json : bool
        Exactly one JSON object on stdout, and nothing else there.
    progress_as_json : bool
        Progress as lines of JSON, for a program that watches.
    """

    quiet: bool = False
    as_json: bool = False
    progress_as_json: bool = False

    @classmethod
    def of(cls, args: "argparse.Namespace") -> "Screen":
        """Return the screen that the options ask for."""
        return cls(
            quiet=args.quiet,
            as_json=getattr(args, "json", False),
            progress_as_json=getattr(args, "progress", None) == "json",
        )

    def lines(self, lines: Iterable[TextLine]) -> None:
        """Write lines of a result to stdout, in colour where the terminal has any."""
        from rich.console import Console
        from rich.text import Text

        console = Console(soft_wrap=True)
        for line in lines:
            console.print(Text(line.text, style=line.style))

    def json(self, document: dict[str, Any]) -> None:
        """Write the one JSON object of ``--json`` to stdout."""
        text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
        sys.stdout.write(text + "\n")

    def note(self, text: str) -> None:
        """Write a notice to stderr."""
        if not self.quiet:
            sys.stderr.write(text + "\n")

    def error(self, what: str, fix: str, *, code: str = "error", exit_code: int = 1) -> None:
        """Write an error in one to three lines to stderr; with ``--json`` also as an object."""
        from formcheck.locales.errors import translated_error

        sys.stderr.write(f"formcheck: {translated_error(what)}\n")
        if fix:
            sys.stderr.write(f"  {translated_error(fix)}\n")
        if self.as_json:
            error = {"code": code, "what": what, "fix": fix, "exit_code": exit_code}
            self.json({"error": error})

    @contextmanager
    def progress(self) -> Iterator[Callable[[Progress], None]]:
        """Show stages as they go: stage, share done, frames a second, time left.

        Yields
        ------
        callable
            To be called with each :class:`Progress`. Without a terminal it names each stage
            once; with ``quiet`` it does nothing.
        """
        if self.progress_as_json:
            yield _json_lines()
        elif self.quiet:
            yield _ignore
        elif sys.stderr.isatty():
            with _bar() as show:
                yield show
        else:
            yield _stage_names()


def _stage(name: str) -> str:
    """Return the name of a stage in the reader's language."""
    from formcheck.locales import SOURCE, current

    if current() == SOURCE:  # what the words stand on takes longer to load than a first frame
        return name
    from formcheck.words.wording import word

    return word("stage_name", name)


def _ignore(_progress: Progress) -> None:
    pass


def _json_lines() -> Callable[[Progress], None]:
    """Return a callback that writes a line a stage begins, goes on (a few a second) or ends."""
    stage, told_s = "", 0.0

    def show(progress: Progress) -> None:
        nonlocal stage, told_s
        at_an_end = progress.stage != stage or progress.done == progress.total
        if not at_an_end and time.monotonic() - told_s < SECONDS_BETWEEN_LINES:
            return
        stage, told_s = progress.stage, time.monotonic()
        line = {"stage": stage, "done": progress.done, "total": progress.total}
        sys.stderr.write(json.dumps(line) + "\n")
        sys.stderr.flush()

    return show


def _stage_names() -> Callable[[Progress], None]:
    """Return a callback that writes each stage's name once."""
    last = ""

    def show(progress: Progress) -> None:
        nonlocal last
        if progress.stage != last:
            last = progress.stage
            sys.stderr.write(f"{_stage(last)} ...\n")
            sys.stderr.flush()

    return show


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    """Return a callback that draws one bar a stage."""
    from rich import progress as bars
    from rich.console import Console
    from rich.text import Text

    class FramesASecond(bars.ProgressColumn):
        def render(self, task: "Task") -> "Text":
            # Frames come in bursts: a rate means nothing before a second has gone by.
            known = task.total and (task.finished or (task.elapsed or 0.0) > 1.0)
            speed = (task.finished_speed or task.speed) if known else None
            return Text(f"{speed:5.1f} fps" if speed else "")

    tasks: dict[str, TaskID] = {}
    with bars.Progress(
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.TaskProgressColumn(),
        FramesASecond(),
        bars.TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        console=Console(stderr=True),
    ) as bar:

        def show(progress: Progress) -> None:
            if progress.stage not in tasks:
                for task in tasks.values():
                    bar.stop_task(task)
                tasks[progress.stage] = bar.add_task(_stage(progress.stage), total=progress.total)
            bar.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        yield show
