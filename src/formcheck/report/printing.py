"""The report as PDF: by a browser of this machine, or by WeasyPrint where there is none."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from formcheck.errors import InstallationError
from formcheck.report.pages import static

LONGEST_S: Final = 120
_NAMES: Final = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge", "brave-browser"),
)
_PLACES: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_FLAGS: Final = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
    # the page asks for nothing; neither shall the browser
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


_DRAWINGS: Final = ("pictures with drawings", "charts")
_UNITS: Final = re.compile(r"calc\(var\(--u\) \* ([\d.]+)\)")


def print_pdf(report: Path) -> Path:
    """Print a report beside itself.

    Parameters
    ----------
    report : Path
        ``report.html``.

    Returns
    -------
    Path
        ``report.pdf``, A4.

    Raises
    ------
    InstallationError
        If there is neither a browser of the Chromium family nor WeasyPrint.
    """
    pdf = report.with_suffix(".pdf")
    if not any(_by_browser(browser, report, pdf) for browser in _browsers()):
        _by_weasyprint(report, pdf)
    return pdf


def _browsers() -> Iterator[str]:
    yield from (found for name in _NAMES if (found := shutil.which(name)))
    yield from (place for place in _PLACES if Path(place).is_file())


def _by_browser(browser: str, report: Path, pdf: Path) -> bool:
    """Return whether this browser printed the page."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    # confined browsers may write only where the user may, so the draft lies beside the report
    draft = pdf.with_name("report.pdf.new")
    draft.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            *(browser, *_FLAGS, *(["--no-sandbox"] if root else [])),
            f"--user-data-dir={profile}",
            f"--print-to-pdf={draft.resolve()}",
            report.resolve().as_uri(),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=LONGEST_S, check=True)  # noqa: S603
        except (OSError, subprocess.SubprocessError):
            draft.unlink(missing_ok=True)
            return False
    if not draft.is_file():
        return False
    draft.replace(pdf)
    return True


def _by_weasyprint(report: Path, pdf: Path) -> None:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise InstallationError(
            f"The report cannot be printed: {str(error).splitlines()[0]}",
            "Install Chrome, Chromium or Edge, or the extra 'pdf' (and Pango, on Linux by "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0).",
            code="pdf_missing",
        ) from error
    page = _for_weasyprint(report.read_text(encoding="utf-8"))
    weasyprint.HTML(string=page, base_url=str(report)).write_pdf(str(pdf))


def _for_weasyprint(page: str) -> str:
    """Return the page in a layout of floats, with its style sheet inside each drawing.

    WeasyPrint looks for a drawing's rules within the drawing, and knows no variables there.
    """
    layout = str(static("formcheck.report", "weasyprint.css"))
    rules = _rules_of_drawings()

    def drawing(found: re.Match[str]) -> str:
        unit = re.search(r"--u:\s*([\d.]+)px", found[0])
        size = float(unit[1]) if unit else 1.0
        own = _UNITS.sub(lambda m: f"{size * float(m[1]):.2f}px", rules)
        return f"{found[0]}<style>{own}</style>"

    drawn = re.sub(r"<svg\b[^>]*>", drawing, page)
    return drawn.replace("</style>", f"{layout}</style>", 1)


def _rules_of_drawings() -> str:
    """Return the style sheet's rules for charts and overlays with colours instead of variables."""
    css = str(static("formcheck.report", "report.css"))
    colours = dict(re.findall(r"--([\w-]+): ([^;]+);", css[: css.index("}")]))
    parts = [css.partition(f"/* {name} */")[2].partition("/* ")[0] for name in _DRAWINGS]
    known = re.sub(r"var\(--([\w-]+)\)", lambda m: colours.get(m[1], m[0]), "".join(parts))
    known = re.sub(r"font: ([\d.]+px) ([^;]+);", r"font-size: \1; font-family: \2;", known)
    own = str(static("formcheck.report", "weasyprint.css"))
    return known + own.partition("/* inside drawings */")[2]
