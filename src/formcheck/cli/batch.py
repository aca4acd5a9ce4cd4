"""Measure every clip and landmark table of a folder (or manifest), and only what is new."""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from formcheck.cli import options
from formcheck.cli.console import Screen, TextLine
from formcheck.settings import OPTIONS

TYPE_CHECKING = False  # as in typing, without its cost: --help must answer at once
if TYPE_CHECKING:
    from formcheck.batch.run import BatchResult, Tick
    from formcheck.batch.work import Outcome

UNFINISHED = 6
STYLES = {"ok": "green", "caution": "yellow", "refused": "red", "failed": "bold red"}
NAME_WIDTH = 48
SHOWN_FILES = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck batch``."""
    columns = [name for name, option in OPTIONS.items() if option.column]
    parser.add_argument(
        "source",
        type=Path,
        metavar="FOLDER|MANIFEST.csv",
        help="folder, searched with all below it, or a CSV with one row a clip (file, date, "
        f"athlete, session, shoe, km_into_run, pain_0_10, notes, {', '.join(columns)})",
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the block (formcheck-results/<name>)"
    )
    parser.add_argument(
        "--only-data", action="store_true", help="numbers only: no pictures, videos or reports"
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="let a Dask cluster do the work (tcp://host:8786)"
    )
    parser.add_argument(
        "--fit-folder",
        type=Path,
        metavar="DIR",
        help="files of a watch (FIT): each clip gets the one that was recording when it was filmed",
    )
    options.declare(parser, ("model", "guidelines", "letterhead", "jobs"))


def run(args: argparse.Namespace) -> int:
    """Do what is new, show the summary; 6 when some clips were refused or failed."""
    from formcheck.batch.run import default_out, run_batch

    screen = Screen.of(args)
    out = args.out or default_out(args.source)
    with _display(screen) as on_tick:
        result = run_batch(
            args.source,
            out,
            settings=options.settings(args),
            jobs=args.jobs,
            only_data=args.only_data,
            scheduler=args.scheduler,
            fit_folder=args.fit_folder,
            on_tick=on_tick,
            on_wait=lambda: screen.note(f"another batch is at work in {out}; waiting for it"),
            on_dashboard=lambda link: screen.note(f"cluster dashboard {link}"),
        )
    from formcheck.block import write_block_report

    page = write_block_report(result.folder)
    screen.lines(_summary(result))
    screen.lines([TextLine(f"Report {page}", "bold")])
    return 0 if result.complete else UNFINISHED


def _summary(result: "BatchResult") -> Iterator[TextLine]:
    yield TextLine()
    width = min(NAME_WIDTH, max(len(outcome.name) for outcome in result.outcomes))
    for outcome in result.outcomes:
        yield TextLine(f"{_short(outcome.name, width)}  {_ending(outcome)}", STYLES[outcome.status])
    count: Counter[str] = Counter(outcome.status for outcome in result.outcomes)
    shares = ", ".join(f"{count[status]} {status}" for status in STYLES if count[status])
    yield TextLine()
    yield TextLine(
        f"{len(result.outcomes)} clips: {shares}  "
        f"({result.fresh} done now, {len(result.outcomes) - result.fresh} before)",
        "bold",
    )
    if result.watches is not None:
        yield TextLine(f"Watch files: {result.watches.n_matched} of {len(result.outcomes)} clips")
        yield from (TextLine(f"  {note}") for note in result.watches.notes)
    if result.passed_over:
        yield TextLine(f"Passed over, as no landmark table: {_some(result.passed_over)}")
    yield TextLine(f"Block  {result.folder}", "bold")


def _some(files: Sequence[Path]) -> str:
    more = f" and {len(files) - SHOWN_FILES} more" if len(files) > SHOWN_FILES else ""
    return ", ".join(map(str, files[:SHOWN_FILES])) + more


def _short(name: str, width: int) -> str:
    return name.ljust(width) if len(name) <= width else "..." + name[3 - width :]


def _ending(outcome: "Outcome") -> str:
    parts = [f"{outcome.status:8}"]
    if outcome.status in ("ok", "caution"):
        score = outcome.facts.get("score")
        parts += [f"{outcome.facts.get('steps') or 0:4d} steps"]
        parts += ["score  --" if score is None else f"score {score:3.0f}"]
    parts += [outcome.message if outcome.status in ("refused", "failed") else outcome.code]
    return "  ".join(part for part in parts if part)


@contextmanager
def _display(screen: Screen) -> "Iterator[Callable[[Tick], None]]":
    """Show how far the block and each clip is."""
    import sys

    if screen.quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        with _bars() as show:
            yield show
    else:
        yield lambda tick: _note(screen, tick)


def _note(screen: Screen, tick: "Tick") -> None:
    """Name each clip when it has ended."""
    if tick.outcome is not None and tick.fresh:
        ending = _ending(tick.outcome)
        screen.note(f"[{tick.done}/{tick.total}] {tick.outcome.name}: {ending}")


@contextmanager
def _bars() -> "Iterator[Callable[[Tick], None]]":
    """One bar for the block and one for each clip in work."""
    from rich import progress as bars
    from rich.console import Console

    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with bars.Progress(*columns, console=Console(stderr=True)) as bar:
        block = bar.add_task("block", total=None)
        at_work: dict[str, bars.TaskID] = {}

        def show(tick: "Tick") -> None:
            bar.update(block, completed=tick.done, total=tick.total)
            if tick.job is None:
                return
            name = tick.job.name
            if tick.outcome is not None and name in at_work:
                bar.remove_task(at_work.pop(name))
            if tick.progress is not None:
                if name not in at_work:
                    at_work[name] = bar.add_task(name, total=None)
                bar.update(
                    at_work[name],
                    description=f"  {_short(name, NAME_WIDTH).strip()}: {tick.progress.stage}",
                    completed=tick.progress.done,
                    total=tick.progress.total,
                )

        yield show
