"""How the numbers of an analysis came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from formcheck.domain.message import Message


@dataclass(frozen=True, slots=True)
class PoseModel:
    """The pose model; the checksum is not known where a landmark table names the model only."""

    name: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class PoseReading:
    """How the landmarks were read; all but ``frames`` None for a landmark table.

    ``frames`` are those of the part that were seen, ``seen_fps`` their rate on capture time;
    ``film_frames`` are all frames of the film that was read, ``frames_with_a_person`` those of
    the seen ones in which somebody was found.
    """

    frames: int
    seen_fps: float | None = None
    film_frames: int | None = None
    frames_with_a_person: int | None = None
    truncated_file: bool | None = None
    repeated_timestamps: int | None = None
    missing_timestamps: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person corrected: how many events are new or were moved, and gone or moved."""

    new_or_moved: int
    gone_or_moved: int
    by: str = "a person"
    what: str = "contacts"


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the numbers came about.

    Attributes
    ----------
    formcheck, python, platform : str
        Versions and system.
    packages : mapping of str to str
        Name to version.
    model : PoseModel or None
    pose : PoseReading
    history : tuple of Message
        What was done to the landmarks, in this order.
    created_utc : str
    duration_s : mapping of str to float
        How long each stage took.
    corrections : tuple of Correction
    pictures_left_out : Message or None
        Why there are no pictures and no video.
    """

    formcheck: str
    python: str
    platform: str
    packages: Mapping[str, str]
    model: PoseModel | None
    pose: PoseReading
    history: tuple[Message, ...]
    created_utc: str
    duration_s: Mapping[str, float] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    pictures_left_out: Message | None = None
