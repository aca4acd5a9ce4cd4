"""Films with high dynamic range, as telephones record them, in the range that screens show.

FFmpeg's filter ``lut3d`` maps each colour by a cube. The cube is computed here from the
standards of the two curves, because the wheels of PyAV bring neither zscale nor libplacebo, and
FFmpeg's own colour management takes ten seconds to begin. It agrees with that to a level or two.

References
----------
ITU-R BT.2100-2 (both curves), BT.2408-7 (203 cd/m2 as white), BT.2087-0 (primaries).
"""

import tempfile
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

PQ: Final = 16
HLG: Final = 18
"""Transfer characteristics of ISO/IEC 23091-2."""

PEAK_NITS: Final = 1000.0
"""Brightest light that is told apart; telephones master for it, HLG is defined by it."""
WHITE_NITS: Final = 203.0
"""Light of a white sheet by BT.2408."""
LARGEST_SIDE_PX: Final = 1920
"""Larger films are reduced first: neither model nor report shows more."""
_KNEE: Final = 0.9
_NODES: Final = 33
_DISPLAY_GAMMA: Final = 2.4
_LUMA_2020: Final = np.array([0.2627, 0.6780, 0.0593])
_TO_709: Final = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]]
)
_BT709: Final = 1


def is_hdr(frame: av.VideoFrame) -> bool:
    """Whether a frame's brightness follows one of the two curves of high dynamic range."""
    return int(frame.color_trc) in (PQ, HLG)


def nits_of(signal: FloatArray, curve: int) -> FloatArray:
    """Light of a display in cd/m2, shape (..., 3), for a signal of 0-1.

    Parameters
    ----------
    signal : ndarray, shape (..., 3)
        R'G'B' of the film's own primaries.
    curve : int
        `PQ` or `HLG`; the latter on a display of 1000 cd/m2.

    Examples
    --------
    >>> nits_of(np.full(3, 0.75), HLG).round().tolist()
    [203.0, 203.0, 203.0]
    >>> nits_of(np.full(3, 0.58), PQ).round().tolist()
    [202.0, 202.0, 202.0]
    """
    if curve == PQ:
        root = signal ** (32 / 2523)
        light = np.maximum(root - 107 / 128, 0.0) / (2413 / 128 - 2392 / 128 * root)
        return np.asarray(10_000.0 * light ** (8192 / 1305))
    a = 0.17883277
    b = 1 - 4 * a
    c = 0.5 - a * np.log(4 * a)
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    luma = np.maximum(scene @ _LUMA_2020, 1e-9)[..., None]
    return np.asarray(PEAK_NITS * luma**0.2 * scene)


def shown(nits: FloatArray, *, wide: bool = True) -> FloatArray:
    """Signal of 0-1 for a usual screen, shape (..., 3).

    Below nine tenths of white light stays as it is; above, it is pressed together up to
    `PEAK_NITS` (the Moebius curve of FFmpeg's filter ``tonemap``), without a change of hue.

    Parameters
    ----------
    nits : ndarray, shape (..., 3)
    wide : bool
        Whether the primaries are those of BT.2020.
    """
    light = np.maximum(nits @ _TO_709.T if wide else nits, 0.0) / WHITE_NITS
    brightest = light.max(axis=-1, keepdims=True)
    pressed = _pressed(np.minimum(brightest, PEAK_NITS / WHITE_NITS), PEAK_NITS / WHITE_NITS)
    light = light * (pressed / np.maximum(brightest, 1e-9))
    return np.asarray(np.clip(light, 0.0, 1.0) ** (1 / _DISPLAY_GAMMA))


def _pressed(light: FloatArray, peak: float) -> FloatArray:
    knee = _KNEE
    slope = knee**2 - 2 * knee * peak + peak
    a = -(knee**2) * (peak - 1) / (knee**2 - 2 * knee + peak)
    b = slope / (peak - 1)
    bent = (b**2 + 2 * b * knee + knee**2) / (b - a) * (light + a) / (light + b)
    return np.asarray(np.where(light <= knee, light, bent))


class ToneMapper:
    """Turn frames of high dynamic range into 8-bit BT.709 frames, one after the other."""

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._form: tuple[object, ...] = ()

    def __call__(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Return the frame as a usual screen shows it, at most `LARGEST_SIDE_PX` large.

        Frames without high dynamic range are returned as they are.
        """
        if not is_hdr(frame):
            return frame
        form = (frame.width, frame.height, frame.format.name, int(frame.color_trc))
        if self._graph is None or form != self._form:
            self._graph, self._form = _graph(frame), form
        self._graph.push(frame)
        mapped = self._graph.pull()
        if not isinstance(mapped, av.VideoFrame):
            msg = "the filter graph gave no picture"
            raise TypeError(msg)
        return mapped


def _graph(frame: av.VideoFrame) -> Graph:
    ratio = min(1.0, LARGEST_SIDE_PX / max(frame.width, frame.height))
    size = [str(max(2, round(side * ratio / 2) * 2)) for side in (frame.width, frame.height)]
    graph = Graph()
    with tempfile.TemporaryDirectory(prefix="formcheck-") as place:
        cube = Path(place, "tone.cube")
        _write_cube(cube, int(frame.color_trc), wide=_is_wide(frame))
        chain = [
            graph.add_buffer(
                width=frame.width,
                height=frame.height,
                format=frame.format,
                time_base=frame.time_base or Fraction(1, 1000),
            ),
            graph.add(
                "scale",
                w=size[0],
                h=size[1],
                flags="area" if ratio < 1 else "bilinear",
                in_color_matrix="bt709" if int(frame.colorspace) == _BT709 else "bt2020",
                in_range="full" if int(frame.color_range) == 2 else "limited",
            ),
            graph.add("format", pix_fmts="gbrp10le"),
            graph.add("lut3d", file=str(cube)),
            graph.add("setparams", color_primaries="bt709", color_trc="bt709"),
            graph.add("scale", out_color_matrix="bt709", out_range="limited"),
            graph.add("format", pix_fmts="yuv420p"),
            graph.add("buffersink"),
        ]
        for before, after in pairwise(chain):
            before.link_to(after)
        graph.configure()
    return graph


def _is_wide(frame: av.VideoFrame) -> bool:
    return int(frame.color_primaries) != _BT709


def _write_cube(path: Path, curve: int, *, wide: bool) -> None:
    nodes = np.linspace(0.0, 1.0, _NODES)
    blue, green, red = np.meshgrid(nodes, nodes, nodes, indexing="ij")
    signal = np.stack([red, green, blue], axis=-1)
    mapped = shown(nits_of(signal, curve), wide=wide)
    with path.open("w", encoding="ascii") as file:
        file.write(f"LUT_3D_SIZE {_NODES}\n")
        np.savetxt(file, mapped.reshape(-1, 3), fmt="%.5f")
