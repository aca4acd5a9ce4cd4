"""Rooms drawn with a few upright and other bars, as a camera held in some way sees them."""

import cv2
import numpy as np

from formcheck.gravity.camera import down

WIDE, HIGH = 960, 540
FOCAL = 0.76


def axes(roll_deg, pitch_deg):
    """Right, down and forward of a level camera at the same place, in the camera's axes."""
    g = down(roll_deg, pitch_deg)
    forward = np.array([0.0, 0.0, 1.0]) - g * g[2]
    forward /= np.linalg.norm(forward)
    return np.cross(g, forward), g, forward


class Room:
    """A picture into which bars of the world are drawn; x right, y down, z away, in metres."""

    def __init__(self, roll_deg=0.0, pitch_deg=0.0, seed=0, pan_deg=0.0):
        self.rng = np.random.default_rng(seed)
        noise = self.rng.normal(0, 3, (HIGH, WIDE))
        self.image = np.clip(120 + noise, 0, 255).astype(np.uint8)
        turn = np.radians(pan_deg)
        right, g, forward = axes(roll_deg, pitch_deg)
        self.axes = np.stack(
            [
                np.cos(turn) * right - np.sin(turn) * forward,
                g,
                np.sin(turn) * right + np.cos(turn) * forward,
            ]
        )

    def pixels(self, points):
        seen = np.asarray(points, float) @ self.axes
        return seen[:, :2] / seen[:, 2:] * FOCAL * WIDE + [WIDE / 2, HIGH / 2]

    def bar(self, x, top, bottom, *, z=5.0, width=0.12, grey=40, inclined_deg=0.0):
        """A bar that stands, or leans sideways by an angle."""
        across = np.tan(np.radians(inclined_deg)) * (bottom - top) / 2
        corners = [
            (x - across, top, z),
            (x - across + width, top, z),
            (x + across + width, bottom, z),
            (x + across, bottom, z),
        ]
        if min(np.asarray(corners) @ self.axes[:, 2]) < 0.5:
            return self
        outline = np.round(16 * self.pixels(corners)).astype(np.int32)
        cv2.fillConvexPoly(self.image, outline, grey, cv2.LINE_AA, shift=4)
        return self

    def frames(self, n=5):
        """The same view several times, with noise of its own each time."""
        noise = self.rng.normal(0, 2, (n, HIGH, WIDE))
        return list(np.clip(self.image + noise, 0, 255).astype(np.uint8))


def pillars(room, xs=(-2.6, -1.7, -0.9, 0.8, 1.5, 2.4)):
    for i, x in enumerate(xs):
        room.bar(x, -1.4, 1.3, grey=30 + 25 * (i % 3) + 140 * (i % 2))
    return room
