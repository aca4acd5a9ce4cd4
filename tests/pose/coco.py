"""A small second pose back end: a table with COCO's 17 points, looked up by the number of the frame
that a film carries in its first rows of pixels."""

import hashlib

import numpy as np

from formcheck.domain.landmark_source import EventNoise, LandmarkSource
from formcheck.domain.skeleton import INDEX, SIDES
from formcheck.pose.body import Body

COCO = (
    "nose",
    *(f"{side}_{part}" for part in ("eye", "ear", "shoulder", "elbow", "wrist") for side in SIDES),
    *(f"{side}_{part}" for part in ("hip", "knee", "ankle") for side in SIDES),
)
BITS, BLOCK_PX = 10, 64
FILM = (BITS * BLOCK_PX, 360)
"""Width and height of its films, of the shape of the table's."""


class CocoTable:
    """Everything that a back end must do and say; see `formcheck.pose.backend.PoseBackEnd`."""

    source = LandmarkSource(
        "coco-table",
        COCO,
        noise_like="pose_model",
        events=EventNoise(ic_s=0.012, to_s=0.015, apart_s=0.016),
        drawn_leg=0.98,
        noise_times=1.5,
    )
    models = ("coco17",)

    def __init__(self, track):
        points = track.xy_px[:, [INDEX[name] for name in COCO]]
        self._xy = (points / [track.width, track.height]).astype(np.float32)

    def identity(self, _model):
        return {"model": hashlib.sha256(self._xy.tobytes()).hexdigest()}

    def start(self, _model, n_trackers, _until):
        return _Look(self._xy), [_Look(self._xy) for _ in range(n_trackers)]


class _Look:
    """Tracker and finder in one, since each picture says which row it is."""

    def __init__(self, xy):
        self._xy = xy

    def track(self, image_rgb):
        lit = image_rgb[BLOCK_PX // 4, BLOCK_PX // 2 :: BLOCK_PX].mean(axis=-1) > 128
        number = int("".join("1" if bit else "0" for bit in lit), 2)
        xy = self._xy[number]
        world_m = np.full((len(COCO), 3), np.nan, np.float32)
        return Body(xy, np.ones(len(COCO), np.float32), world_m)

    def find_all(self, image_rgb, known=None):
        return [known or self.track(image_rgb)]

    def restart(self):
        pass

    def close(self):
        pass


def numbered_pictures(count):
    """Pictures of a still room that carry their number."""
    room = np.random.default_rng(5).integers(60, 200, (FILM[1] // 8, FILM[0] // 8, 3), np.uint8)
    room = room.repeat(8, axis=0).repeat(8, axis=1)
    for number in range(count):
        picture = room.copy()
        for place, bit in enumerate(f"{number:0{BITS}b}"):
            columns = slice(place * BLOCK_PX, (place + 1) * BLOCK_PX)
            picture[: BLOCK_PX // 2, columns] = 255 * int(bit)
        yield picture
