"""Names of the 33 body landmarks and of the sides of the body."""

from typing import Final, Literal

Side = Literal["left", "right"]

SIDES: Final[tuple[Side, Side]] = ("left", "right")

LANDMARKS: Final[tuple[str, ...]] = (
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
)

INDEX: Final[dict[str, int]] = {name: i for i, name in enumerate(LANDMARKS)}

LEG: Final[tuple[str, ...]] = ("hip", "knee", "ankle", "heel", "foot_index")

MIRROR: Final[tuple[int, ...]] = tuple(
    INDEX[name.replace("left", "#").replace("right", "left").replace("#", "right")]
    for name in LANDMARKS
)
"""Index of each landmark's partner on the other side of the body (itself for the nose)."""


def other(side: Side) -> Side:
    """Return the opposite side of the body."""
    return "right" if side == "left" else "left"
