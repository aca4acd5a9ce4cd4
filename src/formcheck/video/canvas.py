"""One shape for all pictures of a film, each with its own proportions.

A browser that records goes on when the phone is turned, and so do some editors: from one frame
to the next the pictures are wider or higher. Squeezed into the first shape a runner would lean
more or less than they do, so such pictures are fitted in, between bars.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import av
from av.filter import Graph

from formcheck.video.upright import Upright


class Canvas:
    """Fit frames into the shape of a film's first one.

    Parameters
    ----------
    pixel_aspect : float
        Width over height of one stored pixel.
    """

    def __init__(self, pixel_aspect: float) -> None:
        self._pixel_aspect = pixel_aspect
        self._size: tuple[int, int] = (0, 0)
        self._upright: Upright | None = None
        self._graph: Graph | None = None
        self._form: tuple[object, ...] = ()

    def spread(self, frame: av.VideoFrame) -> Upright:
        """Return how frames become upright, by the first one that was ever given."""
        if self._upright is None:
            self._size = (frame.width, frame.height)
            self._upright = Upright.of(frame, self._pixel_aspect)
        return self._upright

    def fit(self, frame: av.VideoFrame) -> tuple[av.VideoFrame, Upright]:
        """Return the frame in the shape of the first one, and how to set it upright."""
        upright = self.spread(frame)
        own = (frame.width, frame.height)
        if own == self._size:
            return frame, upright
        form = (*own, frame.format.name)
        if self._graph is None or form != self._form:
            self._graph, self._form = _graph(frame, self._size), form
        self._graph.push(frame)
        fitted = self._graph.pull()
        if not isinstance(fitted, av.VideoFrame):
            msg = "the filter graph gave no picture"
            raise TypeError(msg)
        return fitted, replace(upright, fitted_from=own)


def _graph(frame: av.VideoFrame, size: tuple[int, int]) -> Graph:
    wide, high = size
    smaller = frame.width > wide or frame.height > high
    graph = Graph()
    chain = [
        graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format,
            time_base=frame.time_base or Fraction(1, 1000),
        ),
        graph.add(
            "scale",
            w=str(wide),
            h=str(high),
            force_original_aspect_ratio="decrease",
            force_divisible_by="2",
            flags="area" if smaller else "bicubic",
        ),
        graph.add("pad", w=str(wide), h=str(high), x="(ow-iw)/2", y="(oh-ih)/2"),
        graph.add("format", pix_fmts=frame.format.name),
        graph.add("buffersink"),
    ]
    for before, after in pairwise(chain):
        before.link_to(after)
    graph.configure()
    return graph
