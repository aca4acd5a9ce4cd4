"""Measure every clip and landmark table of a folder (or manifest), and only what is new."""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from formcheck.cli import options
from formcheck.cli.console import Screen, TextLine
from formcheck.locales import gettext, labelled, ngettext
from formcheck.locales.errors import translated_error
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
        f"athlete, session, view, shoe, km_into_run, pain_0_10, notes, {', '.join(columns)})",
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
    with _display(screen, out) as on_tick:
        result = run_batch(
            args.source,
            out,
            settings=options.settings(args),
            jobs=args.jobs,
            only_data=args.only_data,
            scheduler=args.scheduler,
            fit_folder=args.fit_folder,
            on_tick=on_tick,
            on_wait=lambda: screen.note(
                gettext("another batch is at work in {out}; waiting for it").format(out=out)
            ),
            on_dashboard=lambda link: screen.note(
                gettext("cluster dashboard {link}").format(link=link)
            ),
        )
    from formcheck.block import write_block_report

    page = write_block_report(result.folder)
    screen.lines(_summary(result))
    screen.lines([TextLine(gettext("Report {path}").format(path=page), "bold")])
    return 0 if result.complete else UNFINISHED


def _share(status: str, count: int) -> str:
    return {
        "ok": ngettext("{count} ok", "{count} ok", count),
        "caution": ngettext("{count} caution", "{count} caution", count),
        "refused": ngettext("{count} refused", "{count} refused", count),
        "failed": ngettext("{count} failed", "{count} failed", count),
    }[status].format(count=count)


def _summary(result: "BatchResult") -> Iterator[TextLine]:

    yield TextLine()
    clips = len(result.outcomes)
    width = min(NAME_WIDTH, max(len(outcome.name) for outcome in result.outcomes))
    for outcome in result.outcomes:
        ending = _ending(outcome, result.folder)
        yield TextLine(f"{_short(outcome.name, width)}  {ending}", STYLES[outcome.status])
    count: Counter[str] = Counter(outcome.status for outcome in result.outcomes)
    shares = [_share(status, count[status]) for status in STYLES if count[status]]
    yield TextLine()
    told = ngettext("{clips} clip", "{clips} clips", clips).format(clips=clips)
    done = gettext("({fresh} done now, {before} before)")
    done = done.format(fresh=result.fresh, before=clips - result.fresh)
    yield TextLine(f"{labelled(told, ', '.join(shares))}  {done}", "bold")
    if result.watches is not None:
        told = gettext("Watch files: {matched} of {clips} clips")
        yield TextLine(told.format(matched=result.watches.n_matched, clips=clips))
        yield from (TextLine(f"  {translated_error(note)}") for note in result.watches.notes)
    if result.passed_over:
        told = gettext("Passed over, as no landmark table: {files}")
        yield TextLine(told.format(files=_some(result.passed_over)))
    yield TextLine(gettext("Block  {path}").format(path=result.folder), "bold")


def _some(files: Sequence[Path]) -> str:
    shown = ", ".join(map(str, files[:SHOWN_FILES]))
    if len(files) <= SHOWN_FILES:
        return shown
    return gettext("{files} and {count} more").format(files=shown, count=len(files) - SHOWN_FILES)


def _short(name: str, width: int) -> str:
    return name.ljust(width) if len(name) <= width else "..." + name[3 - width :]


def _ending(outcome: "Outcome", folder: Path) -> str:
    from formcheck.block.source import what_was_said
    from formcheck.words.wording import word

    parts = [f"{word('clip_status', outcome.status):8}"]
    if outcome.status in ("ok", "caution"):
        score, steps = outcome.facts.get("score"), outcome.facts.get("steps") or 0
        parts += [ngettext("{steps:4d} step", "{steps:4d} steps", steps).format(steps=steps)]
        told = gettext("score {score:>3}")
        parts += [told.format(score="--" if score is None else f"{score:.0f}")]
    said = what_was_said(folder, outcome.name, outcome.status, outcome.message)
    parts += [said if outcome.status in ("refused", "failed") else outcome.code]
    return "  ".join(part for part in parts if part)


@contextmanager
def _display(screen: Screen, out: Path) -> "Iterator[Callable[[Tick], None]]":
    """Show how far the block and each clip is."""
    import sys

    if screen.quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        with _bars() as show:
            yield show
    else:
        yield lambda tick: _note(screen, tick, out)


def _note(screen: Screen, tick: "Tick", out: Path) -> None:
    """Name each clip when it has ended."""
    if tick.outcome is not None and tick.fresh:
        ending = _ending(tick.outcome, out)
        screen.note(f"[{tick.done}/{tick.total}] {labelled(tick.outcome.name, ending)}")


@contextmanager
def _bars() -> "Iterator[Callable[[Tick], None]]":
    """One bar for the block and one for each clip in work."""
    from rich import progress as bars
    from rich.console import Console

    from formcheck.words.wording import word

    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )
    with bars.Progress(*columns, console=Console(stderr=True)) as bar:
        block = bar.add_task(gettext("block"), total=None)
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
                    description=f"  {_short(name, NAME_WIDTH).strip()}: "
                    + word("stage_name", tick.progress.stage),
                    completed=tick.progress.done,
                    total=tick.progress.total,
                )

        yield show
