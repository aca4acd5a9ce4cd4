"""What is known of a clip before anyone looks at its pictures."""

from dataclasses import dataclass
from typing import Literal

TimeZoneSource = Literal["file", "machine"]


@dataclass(frozen=True, slots=True)
class Clip:
    """One video file (or landmark table), as its container describes it.

    Attributes
    ----------
    name : str
        File name without its folder.
    sha256 : str
        Hash of the file's content.
    width, height : int
        Size in pixels of the upright picture (rotation applied).
    rotation_deg : int
        Rotation that was applied to the stored picture, 0, 90, 180 or 270.
    codec, container : str
        Names as the decoder gives them; ``"table"`` for landmark tables.
    duration_s : float
        Length on the playback clock.
    frames : int
        Frames declared by the container, 0 where it declares none.
    fps : float
        Average playback frame rate. For orientation only: time comes from timestamps.
    capture_fps_tag : float or None
        Capture rate that the camera wrote into the file (slow motion), if any.
    edit_stretch : float
        How many times more slowly than it was filmed the file's edit list plays it.
    created : str or None
        When it was filmed, if the file says so: local time as ISO 8601 with its offset from UTC.
    created_zone : {"file", "machine"} or None
        Whose time zone that is: the file's, or that of the computer which read it.
    focal_35mm : float or None
        Focal length of the lens as of a 35 mm camera, if the camera wrote it into the file.
    """

    name: str
    sha256: str
    width: int
    height: int
    rotation_deg: int
    codec: str
    container: str
    duration_s: float
    frames: int
    fps: float
    capture_fps_tag: float | None = None
    edit_stretch: float = 1.0
    created: str | None = None
    created_zone: TimeZoneSource | None = None
    focal_35mm: float | None = None
