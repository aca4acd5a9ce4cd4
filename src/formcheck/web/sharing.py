"""An analysis on paper: the report as PDF, the six weeks on one sheet."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from formcheck.domain.files import REPORT_HTML
from formcheck.errors import FormcheckError
from formcheck.locales import SOURCE, current
from formcheck.store.folder import read_analysis
from formcheck.store.place import put
from formcheck.web.problem import Problem, no_such_clip
from formcheck.web.spoken import spoken


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints one page at a time; what is printed is kept beside the analysis."""

    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    async def report(self, results: Path) -> Path:
        """Return the report as PDF.

        Raises
        ------
        Problem
            503 where this machine has no browser that prints.
        """
        from formcheck.report.printing import print_pdf

        page = results / REPORT_HTML
        async with self.turn:
            if not page.is_file() or page.is_symlink():
                raise no_such_clip()
            page = await asyncio.to_thread(in_words, page)
            pdf = page.with_suffix(".pdf")
            if pdf.is_symlink():
                raise no_such_clip()
            if not pdf.is_file() or pdf.stat().st_mtime_ns < page.stat().st_mtime_ns:
                try:
                    await asyncio.to_thread(print_pdf, page)
                except FormcheckError as error:
                    raise Problem(
                        503, error.what, "Print the page from the menu of your browser.",
                        code="cannot_print",
                    ) from error  # fmt: skip
        return pdf


def in_words(report: Path) -> Path:
    """Return a report in the visitor's language; it is written beside that in English."""
    if current() == SOURCE:
        return report
    from formcheck.report import render

    told = report.with_name(f"report.{current()}.html")
    if told.is_symlink():
        raise no_such_clip()
    if not told.is_file() or told.stat().st_mtime_ns < report.stat().st_mtime_ns:
        put(told, spoken(render(read_analysis(report.parent), report.parent)))
    return told


def sheet_of(results: Path) -> Path:
    """Return the six weeks of an analysis as a page.

    Raises
    ------
    Problem
        404 where there is no plan.
    """
    from formcheck.report import render_plan

    try:
        text = render_plan(read_analysis(results), results)
    except FormcheckError:
        text = None
    if text is None:
        raise Problem(
            404,
            "There are no six weeks for this clip.",
            "The report says why.",
            code="no_plan",
        )
    place = results / "plan.html"
    put(place, spoken(text))
    return place
