"""Whether this version of MediaPipe sees with our models what the tried versions saw.

A pose model that answers nonsense looks like a clip in which nobody runs. So, before the first
clip with a version of MediaPipe, formcheck shows it a rendered runner whose joints are known.
"""

import contextlib
import logging
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from formcheck.domain.skeleton import INDEX
from formcheck.errors import InstallationError
from formcheck.installation import with_package
from formcheck.pose.models import ModelBundle
from formcheck.pose.place import folder
from formcheck.pose.tried import TRIED
from formcheck.video.upright import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.body import Body
    from formcheck.pose.mediapipe import MediaPipeFinder

PICTURE: Final = Path(__file__).with_name("runner.png")
# Pixels in the picture; between the two models, which differ by up to 4 px.
JOINTS_PX: Final = {
    "left_shoulder": (91, 141),
    "right_shoulder": (91, 143),
    "left_hip": (106, 199),
    "right_hip": (110, 199),
    "left_knee": (77, 236),
    "right_knee": (120, 241),
    "left_ankle": (90, 281),
    "right_ankle": (153, 273),
}
TOLERANCE_PX: Final = 12.0
"""Half the length of the runner's foot."""

_LOOKS: Final = 2
_LOG: Final = logging.getLogger(__name__)


def once_a_version(model: ModelBundle, finder: "MediaPipeFinder") -> None:
    """Look at the picture, unless this version of MediaPipe has passed with this model before.

    Raises
    ------
    InstallationError
        MediaPipe does not see the runner (``pose_model_blind``).
    """
    kept = folder() / f"mediapipe-{metadata.version('mediapipe')}-{model.sha256[:12]}.sees"
    if not kept.exists():
        look(finder)
        with contextlib.suppress(OSError):  # without a cache it is looked at each time
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.touch()


def look(finder: "MediaPipeFinder") -> None:
    """Look at the picture more than once, since a broken model may be right by chance.

    Raises
    ------
    InstallationError
        MediaPipe does not see the runner (``pose_model_blind``).
    """
    shown = picture()
    for _ in range(_LOOKS):
        fault = _fault(finder.find(shown), shown)
        if fault:
            raise InstallationError(
                f"MediaPipe {metadata.version('mediapipe')} does not find the runner in "
                f"formcheck's test picture: {fault}.",
                f"Install MediaPipe {TRIED[-1]}: {with_package(f'mediapipe=={TRIED[-1]}')}",
                code="pose_model_blind",
            )


def _fault(bodies: "Sequence[Body]", shown: Picture) -> str:
    """Say what is wrong with what was seen, or nothing."""
    if len(bodies) != 1:
        return f"it sees {len(bodies)} people where one runs"
    points_px = bodies[0].xy * np.array(shown.shape[1::-1])
    off_px = {
        name: float(np.hypot(*(points_px[INDEX[name]] - known)))
        for name, known in JOINTS_PX.items()
    }
    worst = max(off_px, key=lambda name: off_px[name])
    _LOG.debug("test picture: %s is %.1f px off", worst, off_px[worst])
    if not off_px[worst] <= TOLERANCE_PX:
        return f"{worst} is {off_px[worst]:.0f} px off"
    return ""


def picture() -> Picture:
    """Return the rendered runner."""
    stored = cv2.imdecode(np.fromfile(PICTURE, np.uint8), cv2.IMREAD_COLOR_RGB)
    return np.asarray(stored, np.uint8)
