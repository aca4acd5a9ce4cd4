"""The short card that ends an analysis: score or refusal, three findings, where the report is.

Reads the document of the analysis and nothing else.
"""

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from formcheck.cli.console import Line

TYPE_CHECKING = False  # as in typing, without its cost: --help must answer at once
if TYPE_CHECKING:
    from formcheck.domain.analysis import Analysis, WatchRows
    from formcheck.domain.quality import Reason

WIDTH = 88
JUDGED = ("good", "watch", "off", "borderline")


def card(document: "Analysis", folder: Path) -> list[Line]:
    """Return the card of one analysis.

    Parameters
    ----------
    document : Analysis
    folder : Path
        Folder the analysis was written to.

    Returns
    -------
    list of Line
    """
    quality = document.quality
    lines = [*_red_flags(document), Line(), Line(_headline(document), "bold")]
    if quality.verdict == "refused":
        lines += [Line("Refused: nothing was measured.", "bold red")]
        lines += _reasons(quality.reasons)
    else:
        lines += _score(document)
        lines += _cautions(document)
        lines += _findings(document)
        lines += _changes(document)
        lines += _watch(document.watch)
    report = folder / "report.html"
    where = f"Report  {report}" if report.is_file() else f"Data  {folder / 'analysis.json'}"
    return [*lines, Line(), Line(where, "bold")]


def _red_flags(document: "Analysis") -> Iterator[Line]:
    """Signs that need a clinician, before anything else; only where pain was given."""
    from formcheck.words.guidelines import back_text

    back = back_text(document.low_back)
    if not back.hurts:
        return
    told = f"You gave back pain {back.pain:g} of 10." if back.pain else "You told us of back pain."
    yield Line()
    yield Line(f"{told} Check these first.", "bold red")
    for flags in back.red_flags:
        yield from _paragraph(f"{flags.heading}:", style="bold")
        for item in flags.items:
            yield from _paragraph(item, first="- ", rest="  ")
    yield Line("None of these? Read on.")
    for line in back.first:
        yield from _paragraph(line, style="bold")


def _headline(document: "Analysis") -> str:
    facts = [document.clip.name]
    if document.steps:
        start_s, end_s = document.analysed_span_s
        facts += [f"{len(document.steps)} steps in {end_s - start_s:.1f} s"]
        facts += [f"running to the {document.direction}"]
        facts += [] if document.mode == "unknown" else [document.mode]
    if document.slow_motion_factor != 1.0:
        facts += [f"slow motion x{document.slow_motion_factor:.3g}"]
    return ", ".join(facts)


def _score(document: "Analysis") -> Iterator[Line]:
    from formcheck.words import withheld_text

    score = document.score
    if score is None:
        yield Line("No score.", "bold yellow")
        if told := withheld_text(document):
            yield from _paragraph(told)
        return
    coverage = score.coverage
    yield Line(
        f"Score  {score.value:.0f} of 100  "
        f"(90 % interval {score.ci_low:.0f} to {score.ci_high:.0f}; "
        f"{coverage.judged} of {coverage.of} metrics judged)",
        "bold green",
    )


def _cautions(document: "Analysis") -> Iterator[Line]:
    from formcheck.words import fix_of

    reasons = document.quality.reasons
    if document.score is None and document.score_withheld:
        # Its sentence stands above already; what is left to say is the way out of it.
        said = [r for r in reasons if r.withholds_score][:1]
        for reason in said:
            yield from _paragraph(fix_of(reason), first="To mend it: ")
        reasons = tuple(r for r in reasons if r not in said)
    yield from _reasons(reasons)


def _reasons(reasons: "Sequence[Reason]") -> Iterator[Line]:
    from formcheck.words import fix_of, sentence_of

    for reason in reasons:
        yield from _paragraph(sentence_of(reason), first="- ", rest="  ")
        if fix := fix_of(reason):
            yield from _paragraph(fix, first="  To mend it: ", rest="  ")


def _findings(document: "Analysis") -> Iterator[Line]:
    from formcheck.words.guidelines import finding_text

    findings = document.findings
    if not findings and any(row.rating in JUDGED for row in document.metrics):
        yield Line("No finding: nothing that was judged calls for a change.")
    elif not findings:
        yield Line("Nothing was judged, so nothing is advised.")
    for number, finding in enumerate(findings, start=1):
        text = finding_text(finding, document.metrics)
        yield Line()
        yield Line(f"{number}. {text.title}", "bold")
        yield from _paragraph(text.seen, first="   ")
        if finding.kind == "keep" or document.low_back.level in ("none", "try"):
            yield from _paragraph(text.cue, first="   Try: ", rest="   ")


def _changes(document: "Analysis") -> Iterator[Line]:
    """What changed since the baseline by more than measurement alone can do."""
    from formcheck.report.changes import changes

    found = changes(document)
    if found is None:
        return
    yield Line()
    yield Line(f"Change since {found.since}", "bold")
    yield from _paragraph(found.words, first="   ")
    for row in found.rows:
        if row.changed:
            yield Line(f"   {row.label:28}  {row.then} -> {row.now}")
    for caveat in found.caveats:
        yield from _paragraph(caveat, first="   ")


def _watch(watch: "WatchRows | None") -> Iterator[Line]:
    if watch is None:
        return
    from formcheck.words.wording import label

    yield Line()
    yield Line(f"Beside the watch ({watch.file}, {watch.n_records} records)", "bold")
    for row in watch.values:
        ours = "not measured"
        if row.value is not None and row.ci_low is not None and row.ci_high is not None:
            ours = f"{row.value:.1f}  ({row.ci_low:.1f} to {row.ci_high:.1f})"
        name = f"{label(row.metric)}, {row.metric.rpartition('_')[2]}"
        yield Line(f"   {name:26}  watch {row.watch:6.1f}   here {ours}")


def _paragraph(
    text: str, *, first: str = "", rest: str | None = None, style: str = ""
) -> Iterator[Line]:
    wrapped = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
    )
    for line in wrapped:
        yield Line(line, style)
