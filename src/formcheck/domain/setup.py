"""How two clips of one runner were filmed: which parts of the error of a difference there are."""

from dataclasses import dataclass
from typing import Literal

from formcheck.domain.message import Message

CameraKept = Literal["kept", "put_back", "other"]
Kept = Literal["kept", "other"]
SetUpLabel = Literal["same", "other"]

Lab = tuple[float, float, float]
"""A colour in CIE L*a*b*: equal distances look equally different."""


@dataclass(frozen=True, slots=True)
class Attire:
    """Colours of the runner and of what is around, medians over some pictures of the part.

    Attributes
    ----------
    trunk, thigh, shin : (float, float, float)
        Of the body, along the middle of the trunk and of the near leg.
    around : (float, float, float)
        Of the picture without the runner: the light.
    """

    trunk: Lab
    thigh: Lab
    shin: Lab
    around: Lab


@dataclass(frozen=True, slots=True)
class SetUps:
    """What was kept the same between two clips; in doubt it was not.

    Attributes
    ----------
    camera : {"kept", "put_back", "other"}
        Not moved, put back as after tape marks, or anywhere else.
    clothes : {"kept", "other"}
        Clothes and light: they move the landmarks.
    side : {"kept", "other"}
        From which side the runner was filmed.
    rate : {"kept", "other"}
        Frames a second.
    reading : {"kept", "other"}
        Pose model and version of formcheck, or that both are landmark tables.
    speed : {"kept", "other"}
        Running speed: no error, but a cause of its own.
    told : {"same", "other"} or None
        What the user said of camera, clothes and light.
    differs : tuple of Message
        What was found to differ, or could not be seen.
    """

    camera: CameraKept = "other"
    clothes: Kept = "other"
    side: Kept = "kept"
    rate: Kept = "kept"
    reading: Kept = "kept"
    speed: Kept = "kept"
    told: SetUpLabel | None = None
    differs: tuple[Message, ...] = ()

    @property
    def label(self) -> SetUpLabel:
        """One word for all of it."""
        kept = {self.clothes, self.side, self.rate, self.reading, self.speed} == {"kept"}
        return "same" if kept and self.camera != "other" else "other"
