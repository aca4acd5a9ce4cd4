"""The short card that ends an analysis: score or refusal, three findings, where the report is.

Reads the document of the analysis and nothing else.
"""

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from formcheck.cli.console import TextLine
from formcheck.domain.files import ANALYSIS_JSON, REPORT_HTML
from formcheck.locales import gettext

TYPE_CHECKING = False  # as in typing, without its cost: --help must answer at once
if TYPE_CHECKING:
    from formcheck.domain.analysis import Analysis, WatchRows
    from formcheck.domain.quality import Reason

WIDTH = 88
JUDGED = ("good", "watch", "off", "borderline")


def card(document: "Analysis", folder: Path) -> list[TextLine]:
    """Return the card of one analysis.

    Parameters
    ----------
    document : Analysis
    folder : Path
        Folder the analysis was written to.

    Returns
    -------
    list of TextLine
    """
    from formcheck.words import phrase

    quality = document.quality
    lines = [*_red_flags(document), TextLine(), TextLine(_headline(document), "bold")]
    if quality.verdict == "refused":
        lines += [TextLine(phrase("card_refused"), "bold red")]
        lines += _reasons(quality.reasons)
    else:
        lines += _score(document)
        lines += _cautions(document)
        lines += _findings(document)
        lines += _changes(document)
        lines += _watch(document.watch)
    lines += _rear(document.rear)
    report = folder / REPORT_HTML
    code, path = (
        ("card_report", report) if report.is_file() else ("card_data", folder / ANALYSIS_JSON)
    )
    return [*lines, TextLine(), TextLine(phrase(code, path=str(path)), "bold")]


def _rear(rear: "Analysis | None") -> Iterator[TextLine]:
    """What the film from behind is: its reasons, if it has any; its numbers are in the report."""
    from formcheck.words import phrase

    if rear is None:
        return
    code = "card_rear_refused" if rear.quality.verdict == "refused" else "card_rear"
    yield TextLine()
    yield TextLine(phrase(code, name=rear.clip.name), "bold")
    yield from _reasons([r for r in rear.quality.reasons if r.code != "seen_from_behind"])


def _red_flags(document: "Analysis") -> Iterator[TextLine]:
    """Signs that need a clinician, before anything else; only where pain was given."""
    from formcheck.words import phrase
    from formcheck.words.guidelines import back_text

    back = back_text(document.low_back)
    if not back.hurts:
        return
    told = phrase("gave_back_pain", pain=back.pain) if back.pain else phrase("told_back_pain")
    yield TextLine()
    yield TextLine(told, "bold red")
    for flags in back.red_flags:
        yield from _paragraph(gettext("{heading}:").format(heading=flags.heading), style="bold")
        for item in flags.items:
            yield from _paragraph(item, first="- ", rest="  ")
    yield TextLine(phrase("none_of_these"))
    for line in back.first:
        yield from _paragraph(line, style="bold")


def _headline(document: "Analysis") -> str:
    from formcheck.words import phrase
    from formcheck.words.wording import word

    facts = [document.clip.name]
    if document.steps:
        start_s, end_s = document.analysed_span_s
        facts += [phrase("card_steps", steps=len(document.steps), seconds=end_s - start_s)]
        behind = document.view.kind == "back"
        way = phrase("card_direction", direction=str(document.direction))
        facts += [phrase("card_behind") if behind else way]
        facts += [] if document.mode == "unknown" else [word("mode", document.mode)]
    if document.slow_motion_factor != 1.0:
        facts += [phrase("card_slow_motion", factor=document.slow_motion_factor)]
    return ", ".join(facts)


def _score(document: "Analysis") -> Iterator[TextLine]:
    from formcheck.words import phrase, withheld_text

    score = document.score
    if score is None:
        yield TextLine(phrase("card_no_score"), "bold yellow")
        if told := withheld_text(document):
            yield from _paragraph(told)
        return
    coverage = score.coverage
    interval = {"low": score.ci_low, "high": score.ci_high}
    counted = {"judged": coverage.judged, "of": coverage.of}
    yield TextLine(phrase("card_score", score=score.value, **interval, **counted), "bold green")


def _cautions(document: "Analysis") -> Iterator[TextLine]:
    from formcheck.words import fix_of, phrase

    reasons = document.quality.reasons
    if document.score is None and document.score_withheld:
        # Its sentence stands above already; what is left to say is the way out of it.
        said = [r for r in reasons if r.withholds_score][:1]
        for reason in said:
            yield from _paragraph(fix_of(reason), first=phrase("card_to_mend"))
        reasons = tuple(r for r in reasons if r not in said)
    yield from _reasons(reasons)


def _reasons(reasons: "Sequence[Reason]") -> Iterator[TextLine]:
    from formcheck.words import fix_of, phrase, sentence_of

    for reason in reasons:
        yield from _paragraph(sentence_of(reason), first="- ", rest="  ")
        if fix := fix_of(reason):
            yield from _paragraph(fix, first=f"  {phrase('card_to_mend')}", rest="  ")


def _findings(document: "Analysis") -> Iterator[TextLine]:
    from formcheck.domain.analysis import Measured
    from formcheck.words import phrase
    from formcheck.words.guidelines import finding_text
    from formcheck.words.plan import advises

    findings = document.findings
    advised = isinstance(document, Measured) and advises(document)
    if not findings and any(row.rating in JUDGED for row in document.metrics):
        yield TextLine(phrase("card_no_finding"))
    elif not findings:
        yield TextLine(phrase("card_no_advice"))
    for number, finding in enumerate(findings, start=1):
        text = finding_text(finding, document.metrics)
        yield TextLine()
        yield TextLine(f"{number}. {text.title}", "bold")
        yield from _paragraph(text.seen, first="   ")
        if finding.kind == "keep" or advised:
            lead = "" if finding.kind == "keep" else phrase("card_try")
            yield from _paragraph(text.cue, first=f"   {lead}", rest="   ")


def _changes(document: "Analysis") -> Iterator[TextLine]:
    """What changed since the baseline by more than measurement alone can do."""
    if document.changes is None:  # the report's packages take as long to load as the numbers
        return
    from formcheck.report.changes import changes
    from formcheck.words import phrase

    found = changes(document)
    if found is None:
        return
    yield TextLine()
    yield TextLine(phrase("card_since", name=found.since), "bold")
    yield from _paragraph(found.words, first="   ")
    yield from _paragraph(found.pain, first="   ")
    for row in found.rows:
        if row.changed:
            yield TextLine(f"   {row.label:28}  {row.then} -> {row.now}")
    for caveat in found.caveats:
        yield from _paragraph(caveat, first="   ")


def _watch(watch: "WatchRows | None") -> Iterator[TextLine]:
    if watch is None:
        return
    from formcheck.words import phrase
    from formcheck.words.wording import label

    yield TextLine()
    yield TextLine(phrase("card_watch", file=watch.file, records=watch.n_records), "bold")
    for row in watch.values:
        told = phrase("card_watch_alone", watch=row.watch)
        if row.value is not None and row.ci_low is not None and row.ci_high is not None:
            ours = {"value": row.value, "low": row.ci_low, "high": row.ci_high}
            told = phrase("card_watch_row", watch=row.watch, **ours)
        name = f"{label(row.metric)}, {row.metric.rpartition('_')[2]}"
        yield TextLine(f"   {name:26}  {told}")


def _paragraph(
    text: str, *, first: str = "", rest: str | None = None, style: str = ""
) -> Iterator[TextLine]:
    wrapped = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
    )
    for line in wrapped:
        yield TextLine(line, style)
