"""What the user may say about a clip and its runner; nothing else can be set.

Each setting is declared once, in :class:`AnalysisSettings`. Python, the command line, the form
of the web page and the manifest of a block read, check and explain it by that declaration.
"""

import re
from dataclasses import dataclass, fields, replace
from numbers import Integral, Real
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from formcheck.errors import UsageError

DEFAULT_MODEL: Final = "heavy"
Kind = Literal["number", "whole", "choice", "flag", "file", "text", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """How one setting is asked for, read and checked, wherever it is asked.

    Attributes
    ----------
    help : str
        For the command line.
    group : str
        Heading under which it stands.
    low, high : float
        Numbers that can be meant, both ends included; outside, the unit was mistaken.
    unit : str
        Of the number, for people.
    metavar, word : str
        What stands for the value in the help; the word on the command line, where it is not
        the setting's own name.
    label, why : str
        In a form: its name, and what it is good for. Without a label no form asks for it.
    column : bool
        Whether it may differ from row to row of a manifest.
    kind : {"number", "whole", "choice", "flag", "file", "text", "person"}
        By the setting's type.
    choices : tuple of str
    endings : tuple of str
        Of the names of files that can be meant; none for any.
    private : bool
        Whether it is left out of what is given away.
    """

    help: str = ""
    group: str = ""
    low: float = 0.0
    high: float = 0.0
    unit: str = ""
    metavar: str | None = None
    word: str = ""
    label: str = ""
    why: str = ""
    column: bool = False
    kind: Kind = "number"
    choices: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    private: bool = False

    @property
    def allowed(self) -> str:
        """Return what may be given, for people."""
        if self.kind == "choice":
            return " or ".join(map(repr, self.choices))
        if self.kind == "file":
            return f"a file that ends with {', '.join(self.endings)}"
        if self.kind == "text":
            return f"up to {self.high:g} letters on one line"
        if self.kind == "flag":
            return "yes or no"
        return f"{self.low:g} to {self.high:g} {self.unit}".rstrip()

    def fault(self, value: object) -> str:
        """Return what is wrong with a value, as the rest of a sentence; "" if it can be meant."""
        if self.kind == "choice":
            return "" if value in self.choices else f"is not {self.allowed}"
        if self.kind == "person" and isinstance(value, str):
            return "" if value.strip() else "is empty"
        if self.kind in ("number", "whole", "person"):
            number = Real if self.kind == "number" else Integral
            inside = isinstance(value, number) and self.low <= float(value) <= self.high
            return "" if inside else f"is outside {self.allowed}"
        if self.kind == "text":
            plain = isinstance(value, str) and value.isprintable() and len(value) <= self.high
            return "" if plain else f"is not {self.allowed}"
        if self.kind == "file" and self.endings:
            named = Path(str(value)).suffix.lower() in self.endings
            return "" if named else f"is not {self.allowed}"
        return ""

    def read(self, text: str) -> Any:  # noqa: ANN401 - the kind decides
        """Return the value that a text means.

        Raises
        ------
        ValueError
            With what is wrong, for people.
        """
        value: object = text
        if self.kind == "choice":
            value = text.lower()
        elif self.kind == "flag":
            value = _YES_NO.get(text.strip().lower())
            if value is None:
                msg = f"{text!r} is not {self.allowed}"
                raise ValueError(msg)
        elif self.kind == "file":
            value = Path(text)
        elif self.kind == "person":
            value = int(text) if re.fullmatch(r"-?(0|[1-9][0-9]*)", text) else text
        elif self.kind in ("number", "whole"):
            whole = self.kind == "whole"
            try:
                value = int(text) if whole else float(text)
            except ValueError:
                msg = f"{text!r} is not a whole number" if whole else f"{text!r} is not a number"
                raise ValueError(msg) from None
        if fault := self.fault(value):
            shown = repr(text) if self.kind == "choice" else text
            msg = f"{shown} {fault}"
            raise ValueError(msg)
        return value


_YES_NO: Final = {
    **dict.fromkeys(("yes", "y", "true", "1", "x"), True),
    **dict.fromkeys(("no", "n", "false", "0"), False),
}
_RUNNER: Final = "the runner"
_RUN: Final = "the run"
_CLIP: Final = "the clip"
_ANALYSIS: Final = "the analysis"


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """Settings of one analysis; None means not given. :data:`OPTIONS` bounds the numbers.

    Raises
    ------
    UsageError
        If a value cannot be meant, or ``end_s`` does not come after ``start_s``.

    Attributes
    ----------
    height_cm, mass_kg, sex, age : float, float, str, int or None
        The runner. Lengths in cm need the height.
    athlete, note : str or None
        The runner's name, and what should stand beside it on the report.
    back_pain : int or None
        Low-back pain today, 0-10; 0 is no pain.
    pain_weeks : int or None
        For how long the back has hurt.
    leg_pain, morning_stiffness : bool
        Whether the pain goes down a leg; whether the back is stiff for more than half an hour
        in the morning.
    longest_run_km : float or None
        Longest single run of the last 30 days.
    speed_kmh, incline_pct : float or None
        The run.
    capture_fps : float or None
        Rate at which the camera filmed, for slow-motion files.
    start_s, end_s : float or None
        Span to analyse, seconds of the clip's own timeline.
    roll_deg : float or None
        How far upright things lean in the picture, top to the left positive, if it is known.
    person : int, str or None
        Which runner: 1 = largest in the picture, or first in a laboratory's file; there also
        the prefix of their markers.
    model : str
        Pose bundle: ``"full"`` or ``"heavy"``.
    guidelines : Path or None
        A guideline file of the user's own.
    fit : Path or None
        FIT file of a watch worn in this run, to stand beside the result.
    letterhead : Path or None
        A logo (PNG, JPEG) for the head of the report, named as the clinic is.
    jobs : int or None
        Processor cores to use, None = all.
    use_cache : bool
        Whether landmarks may be kept and found again in the user's cache folder.
    every_frame : bool
        Whether the pose model sees every frame of a film, and not only as many as are needed.
    blur_faces : bool
        Whether the runner's face is blurred in pictures and video; other people's are not.

    See Also
    --------
    formcheck.analyze : What they are for.

    Examples
    --------
    >>> from formcheck import AnalysisSettings
    >>> AnalysisSettings(height_cm=175, speed_kmh=10.8).height_cm
    175
    """

    height_cm: Annotated[float | None, Option(
        low=100, high=230, unit="cm", group=_RUNNER, metavar="H", column=True,
        help="stature; lengths in cm need it", label="Height", why="for lengths in cm",
    )] = None  # fmt: skip
    mass_kg: Annotated[float | None, Option(
        low=25, high=250, unit="kg", group=_RUNNER, metavar="M", column=True,
        help="body mass", label="Mass", why="for the stiffness of the leg",
    )] = None  # fmt: skip
    sex: Annotated[Literal["f", "m"] | None, Option(
        group=_RUNNER, column=True,
        help="some norms differ", label="Sex", why="some norms differ",
    )] = None  # fmt: skip
    age: Annotated[int | None, Option(
        low=5, high=110, unit="years", group=_RUNNER, metavar="YEARS",
        help="some norms differ", label="Age", why="some norms differ",
    )] = None  # fmt: skip
    athlete: Annotated[str | None, Option(
        private=True, high=80, group=_RUNNER, metavar="NAME",
        help="the runner's name, for the report", label="Name", why="printed on the report",
    )] = None  # fmt: skip
    back_pain: Annotated[int | None, Option(
        private=True, low=0, high=10, group=_RUNNER, metavar="0-10",
        help="low-back pain today, 0 none to 10 the worst", label="Back pain",
    )] = None  # fmt: skip
    pain_weeks: Annotated[int | None, Option(
        private=True, low=0, high=5000, unit="weeks", group=_RUNNER, metavar="N", column=True,
        help="for how many weeks the back has hurt", label="For how long",
        why="with long pain, see a doctor first",
    )] = None  # fmt: skip
    leg_pain: Annotated[bool, Option(
        private=True, group=_RUNNER, column=True,
        help="the pain goes down a leg", label="The pain goes down a leg",
    )] = False  # fmt: skip
    morning_stiffness: Annotated[bool, Option(
        private=True, group=_RUNNER, column=True,
        help="the back is stiff for more than half an hour in the morning",
        label="My back is stiff for more than half an hour in the morning",
    )] = False  # fmt: skip
    speed_kmh: Annotated[float | None, Option(
        # from a slow walk to the fastest sprint on record
        low=2, high=45, unit="km/h", group=_RUN, metavar="V", column=True,
        help="running speed in km/h", label="Speed", why="ranges depend on it",
    )] = None  # fmt: skip
    incline_pct: Annotated[float | None, Option(
        low=-40, high=40, unit="%", group=_RUN, metavar="I",
        help="slope of the belt or road, uphill positive", label="Slope",
        why="hills change the form",
    )] = None  # fmt: skip
    longest_run_km: Annotated[float | None, Option(
        low=0.1, high=500, unit="km", group=_RUN, metavar="D", column=True,
        help="longest single run of the last 30 days", label="Longest run in 30 days",
        why="for the plan",
    )] = None  # fmt: skip
    note: Annotated[str | None, Option(
        private=True, high=1000, group=_RUN, metavar="TEXT", help="a note for the report",
    )] = None  # fmt: skip
    capture_fps: Annotated[float | None, Option(
        low=10, high=2000, unit="frames/s", group=_CLIP, metavar="F", column=True,
        help="rate the camera filmed at, for slow motion", label="Filmed at",
        why="only for slow motion",
    )] = None  # fmt: skip
    start_s: Annotated[float | None, Option(
        low=0, high=86400, unit="s", group=_CLIP, metavar="S", word="start",
        help="leave out what comes before, in seconds of the clip",
        label="Begin at", why="leaves out what comes before",
    )] = None  # fmt: skip
    end_s: Annotated[float | None, Option(
        low=0, high=86400, unit="s", group=_CLIP, metavar="S", word="end",
        help="... and after", label="End at", why="leaves out what comes after",
    )] = None  # fmt: skip
    roll_deg: Annotated[float | None, Option(
        low=-45, high=45, unit="degrees", group=_CLIP, metavar="R", column=True,
        help="tilt of the picture, where you know better: upright things lean left by R",
        label="Tilt of the picture", why="plus: upright things lean left; else the picture tells",
    )] = None  # fmt: skip
    person: Annotated[int | str | None, Option(
        low=1, high=99, group=_CLIP, metavar="N|PREFIX",
        help="which runner, where there are several; in a laboratory's file also by prefix",
        label="Which runner", why="of several; 1 is the tallest",
    )] = None  # fmt: skip
    model: Annotated[Literal["full", "heavy"], Option(
        group=_CLIP, label="Pose model",
        help="pose model; see 'formcheck models'",
    )] = DEFAULT_MODEL  # fmt: skip
    guidelines: Annotated[Path | None, Option(
        group=_ANALYSIS, metavar="FILE", help="a guideline set of your own (TOML)",
    )] = None  # fmt: skip
    fit: Annotated[Path | None, Option(
        group=_ANALYSIS, metavar="FILE",
        help="FIT file of a watch worn in this run, to stand beside the numbers",
    )] = None  # fmt: skip
    letterhead: Annotated[Path | None, Option(
        private=True, group=_ANALYSIS, metavar="FILE", column=True,
        endings=(".png", ".jpg", ".jpeg"),
        help="logo for the head of the report, PNG or JPEG; its file name is the clinic's name",
    )] = None  # fmt: skip
    jobs: Annotated[int | None, Option(
        low=1, high=256, group=_ANALYSIS, metavar="N",
        help="processor cores to use (all)",
    )] = None  # fmt: skip
    use_cache: Annotated[bool, Option(
        group=_ANALYSIS, word="cache",
        help="look at every frame again, keep nothing",
    )] = True  # fmt: skip
    every_frame: Annotated[bool, Option(
        group=_ANALYSIS,
        help="let the pose model see every frame, not only as many as the metrics need",
    )] = False  # fmt: skip
    blur_faces: Annotated[bool, Option(
        group=_ANALYSIS, label="Blur the runner's face in pictures and video",
        help="make the runner's face unrecognisable in pictures and video; not that of others",
    )] = False  # fmt: skip

    def __post_init__(self) -> None:
        for name, option in OPTIONS.items():
            value = getattr(self, name)
            if value is not None and (fault := option.fault(value)):
                raise UsageError(
                    f"{name} = {value!r} {fault}.", f"Give {option.allowed}.", code="usage"
                )
            if option.kind == "file" and value is not None:  # a path may be given as text
                object.__setattr__(self, name, Path(value))
        if self.end_s is not None and self.end_s <= (self.start_s or 0.0):
            raise UsageError(
                f"The end, {self.end_s:g} s, does not come after the start, "
                f"{self.start_s or 0.0:g} s.",
                "Give the end of the stretch in seconds from the beginning of the clip.",
                code="usage",
            )


_KINDS: Final[dict[type, Kind]] = {
    float: "number",
    int: "whole",
    bool: "flag",
    Path: "file",
    str: "text",
}


def _by_type(annotated: Any) -> Option:  # noqa: ANN401 - as typing has it
    """Return an option with the kind and the choices that its type says."""
    option: Option = annotated.__metadata__[0]
    given = annotated.__origin__
    if get_origin(given) in (Union, UnionType):  # ... | None
        if {int, str} <= set(get_args(given)):
            return replace(option, kind="person")
        given = get_args(given)[0]
    if get_origin(given) is Literal:
        return replace(option, kind="choice", choices=get_args(given))
    return replace(option, kind=_KINDS[given])


def option_word(name: str) -> str:
    """Return what a setting is called on the command line.

    Examples
    --------
    >>> option_word("height_cm"), option_word("start_s")
    ('--height-cm', '--start')
    """
    return f"--{(OPTIONS[name].word or name).replace('_', '-')}"


OPTIONS: Final[dict[str, Option]] = {
    setting.name: _by_type(setting.type) for setting in fields(AnalysisSettings)
}
"""Every setting by name, in the order in which people are asked."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage has come; ``total`` is None while unknown."""

    stage: str
    done: int
    total: int | None = None
