"""The look of the figures: colours and typefaces of the report, in its light and its print form.

The report's style sheet is the one home of the colours, the folder beside it that of the
typefaces; here they are only read.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Final, Literal

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib import font_manager

from formcheck.errors import UsageError
from formcheck.report.pages import static

LookName = Literal["light", "print"]
SizeName = Literal["page", "column", "slide"]

SIZES: Final[Mapping[SizeName, tuple[float, float]]] = {
    "page": (6.5, 9.5),
    "column": (85 / 25.4, 7.0),
    "slide": (10.0, 15.0),
}
"""Width of a figure (inches) and size of its type (points). A column is 85 mm wide."""
SLIDE_HEIGHT_IN: Final = 5.6
"""What 16:9 leaves."""

SANS, SERIF = "Report Sans", "Report Serif"
_TYPEFACES: Final = ("report-sans-regular", "report-sans-bold", "report-serif-regular")
_ROOT: Final = re.compile(r":root \{(.*?)\}", re.DOTALL)
_COLOUR: Final = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6})")


@dataclass(frozen=True, slots=True)
class Look:
    """What a figure is drawn with.

    Attributes
    ----------
    name : {"light", "print"}
    size : {"page", "column", "slide"}
    colours : mapping of str to str
        The report's own names (``left``, ``right``, ``zone-good``, ...) to ``#rrggbb``.
    shrink : float
        Of the type, where a figure would be higher than a slide.
    """

    name: LookName
    size: SizeName
    colours: Mapping[str, str]
    shrink: float = 1.0

    def __getitem__(self, name: str) -> str:
        """Return a colour by the report's name for it."""
        return self.colours[name]

    @property
    def width_in(self) -> float:
        """Width of a figure, inches."""
        return SIZES[self.size][0]

    @property
    def type_pt(self) -> float:
        """Size of the type, points."""
        return SIZES[self.size][1] * self.shrink

    def height_in(self, lines: float) -> float:
        """Return the height of so many lines of type, inches."""
        return lines * 1.3 * self.type_pt / 72

    def fitted(self, lines: float) -> "Look":
        """Return the look whose type lets so many lines fit a slide."""
        if self.size != "slide":
            return self
        return replace(self, shrink=min(1.0, SLIDE_HEIGHT_IN / self.height_in(lines)))


@cache
def _colours(name: LookName) -> Mapping[str, str]:
    sheet = static("formcheck.report", "report.css")
    light, *_, printed = _ROOT.findall(sheet)
    found = dict(_COLOUR.findall(light))
    return found if name == "light" else found | dict(_COLOUR.findall(printed))


@cache
def _with_typefaces() -> None:
    folder = files("formcheck.report").joinpath("static", "fonts")
    for name in _TYPEFACES:
        with as_file(folder.joinpath(f"{name}.ttf")) as path:
            font_manager.fontManager.addfont(path)


_CURRENT: Final[ContextVar[tuple[LookName, SizeName]]] = ContextVar(
    "formcheck_style", default=("light", "page")
)


def current() -> Look:
    """Return the look that figures are drawn in now.

    See Also
    --------
    formcheck.plots.style : Draw in another look.

    Examples
    --------
    >>> from formcheck import plots
    >>> plots.current().name
    'light'
    """
    name, size = _CURRENT.get()
    return Look(name, size, _colours(name))


@contextmanager
def style(name: LookName = "light", size: SizeName = "page") -> Iterator[None]:
    """Draw the figures inside the ``with`` block in a look of the report.

    Without it they are drawn in ``"light"`` for a page.

    Parameters
    ----------
    name : {"light", "print"}
        On the report's warm paper, or on white.
    size : {"page", "column", "slide"}
        Width of a figure made inside, and the type that fits it: 165 mm, 85 mm, 254 mm.

    Raises
    ------
    UsageError
        If there is no such look or size.

    See Also
    --------
    formcheck.plots.overview : One figure that shows a whole analysis.

    Examples
    --------
    >>> from formcheck import plots
    >>> with plots.style("print", "column"):
    ...     plots.current().width_in < 3.4
    True
    """
    if name not in ("light", "print") or size not in SIZES:
        raise UsageError(
            f"there is no look {name!r} in size {size!r}.",
            f"Looks are light and print; sizes are {', '.join(SIZES)}.",
            code="usage",
        )
    before = _CURRENT.set((name, size))
    try:
        with worn(current()):
            yield
    finally:
        _CURRENT.reset(before)


def worn(look: Look) -> AbstractContextManager[None]:
    """Set matplotlib to a look for a while."""
    # Else a back end that is loaded inside would be forgotten with the look: a notebook showed no
    # figure.
    plt.draw_if_interactive()
    return mpl.rc_context(settings(look))  # type: ignore[arg-type]  # keys are spelled out there


def settings(look: Look) -> dict[str, Any]:
    """Return matplotlib's settings for a look; text stays text in SVG and PDF."""
    _with_typefaces()
    small = 0.86 * look.type_pt
    ink, soft, paper = look["ink"], look["soft"], look["card"]
    return {
        "font.family": [SANS, "DejaVu Sans"],
        "font.size": look.type_pt,
        "axes.titlesize": look.type_pt * 1.08,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titlepad": 0.9 * look.type_pt,
        "axes.labelsize": small,
        "axes.labelcolor": soft,
        "axes.edgecolor": soft,
        "axes.facecolor": paper,
        "axes.linewidth": 0.07 * look.type_pt,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": True,
        "axes.axisbelow": True,
        "figure.facecolor": paper,
        "savefig.facecolor": paper,
        "figure.dpi": 100,
        "figure.labelsize": look.type_pt,
        "grid.color": look["hair"],
        "grid.linewidth": 0.07 * look.type_pt,
        "legend.frameon": False,
        "legend.fontsize": small,
        "lines.linewidth": 0.16 * look.type_pt,
        "lines.markersize": 0.5 * look.type_pt,
        "text.color": ink,
        "xtick.color": soft,
        "ytick.color": soft,
        "xtick.labelsize": small,
        "ytick.labelsize": small,
        "xtick.major.size": 0.3 * look.type_pt,
        "ytick.major.size": 0.0,
        "svg.fonttype": "none",
        "svg.hashsalt": "formcheck",
        "pdf.fonttype": 42,
    }
