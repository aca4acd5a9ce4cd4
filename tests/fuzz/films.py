"""Small films to damage, and a pose model that costs nothing."""

from fractions import Fraction

import av
import numpy as np

from formcheck.cli.demo import sample_clip
from formcheck.pose.mediapipe import Body
from quality.figure import HEIGHT, WIDTH, figure

SIZE = (192, 108)
FRAMES = 48
CODECS = {
    "phone.mp4": ("libx264", "yuv420p"),
    "phone10bit.mov": ("libx265", "yuv420p10le"),
    "web.webm": ("libvpx-vp9", "yuv420p"),
}


def sample_pictures(count=FRAMES, size=SIZE):
    """The first pictures of the sample clip, small."""
    with av.open(str(sample_clip())) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number >= count:
                return
            yield frame.reformat(width=size[0], height=size[1], format="rgb24").to_ndarray()


def write_film(
    path, pictures, codec="libx264", pixels="yuv420p", *, rate=30, step=1, crf=None, **options
):
    """Encode pictures; ``step`` stretches the distance between them, ``crf`` is how coarsely."""
    pictures = list(pictures)
    with av.open(str(path), "w", **options) as container:
        stream = container.add_stream(codec, rate=rate)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = pixels
        stream.codec_context.time_base = Fraction(1, rate)
        stream.codec_context.gop_size = 12
        stream.options = {} if crf is None else {"crf": crf}
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=pixels)
            frame.pts, frame.time_base = number * step, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


class RunnerEverywhere:
    """Stands in for tracker and finder: whatever the picture, a runner is seen in most."""

    def __init__(self, _model):
        track, world = figure(seconds=10, fps=30)
        self._xy = (track.xy_px / [WIDTH, HEIGHT]).astype(np.float32)
        self._world = world.astype(np.float32)
        self._count = 0

    def track(self, _image):
        at = self._count % len(self._xy)
        self._count += 1
        if self._count % 11 == 0:
            return None
        return Body(self._xy[at], np.ones(33, np.float32), self._world[at])

    def find_all(self, image, body):  # noqa: ARG002 - the finder's own signature
        return [] if body is None else [body]

    def restart(self):
        """Forget nothing: the figure runs on."""

    def close(self):
        """Free nothing."""
