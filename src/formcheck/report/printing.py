"""The report as PDF, printed by the browser that is there: Chromium, Chrome, Edge or Brave."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from formcheck.errors import InstallationError

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
_PLACES_OF_A_USER: Final = (
    "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "Applications/Chromium.app/Contents/MacOS/Chromium",
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
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


def print_pdf(report: Path) -> Path:
    """Print a report beside itself with a browser of this machine.

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
        If there is no browser of the Chromium family, or none of them printed the page.
    """
    pdf = report.with_suffix(".pdf")
    found = list(_browsers())
    if not any(_print(browser, report, pdf) for browser in found):
        raise InstallationError(
            f"The report cannot be printed: {found[0]} ended without a PDF."
            if found
            else "The report cannot be printed: there is no Chrome, Chromium or Edge here.",
            "Install one of them; or open report.html in any browser and print it from there.",
            code="pdf_missing",
        )
    return pdf


def _browsers() -> Iterator[str]:
    yield from (found for name in _NAMES if (found := shutil.which(name)))
    homes = (Path.home(), Path(os.environ.get("LOCALAPPDATA") or Path.home()))  # of one user alone
    places = (Path(home, place) for home in homes for place in _PLACES_OF_A_USER)
    yield from (str(place) for place in (*map(Path, _PLACES), *places) if place.is_file())


def _print(browser: str, report: Path, pdf: Path) -> bool:
    """Return whether this browser printed the page."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    # confined browsers may write only where the user may, so the draft lies beside the report
    draft = pdf.with_name(f"{pdf.name}.new")
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
