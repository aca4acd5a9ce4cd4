"""How many frames of a film the pose model sees.

The stride's shape comes from the frames of all strides together, so that a film of 240 frames a
second tells hardly more than every eighth frame of it. On 11 s of 39 force-plate tracks with noise
(Fukuchi 2017), all 120 frames a second, every second and every fourth of them leave contact time
off by 7.7, 7.8 and 7.9 ms and overstride by 2.3, 2.3 and 2.4 % of the leg; on 4.5 s of them, with
fewer strides to share, contact time is off by 8.3, 8.6 and 9.5 ms, so a short film is seen more
densely. An even beat serves better than scattered frames (contact 8.3 ms). Time is that of
playback: a film that plays slower than life is seen more densely than needed, never less.
"""

import math
from typing import Final

from formcheck.domain.clip import Clip
from formcheck.video.schedule import beat_s

SEEN_PER_S: Final = 30.0
"""Frames a second that are enough; a film of fewer is seen whole."""
FEWEST_FRAMES: Final = 220
"""A short span is seen more densely, up to the film's own rate, until it has so many."""
_SLACK: Final = 0.98
"""Films of nominally 30 frames a second have 29.97 or 29.5."""


def longest_gap_s(clip: Clip, start_s: float = 0.0, end_s: float = math.inf) -> float:
    """Longest time between two frames that the model sees; 0 where it sees every frame.

    Parameters
    ----------
    clip : Clip
    start_s, end_s : float
        Span on the playback clock.
    """
    return beat_s(frames_per_seen(clip, start_s, end_s), clip.fps)


def frames_per_seen(clip: Clip, start_s: float = 0.0, end_s: float = math.inf) -> int:
    """Of how many frames the model sees one, where they come evenly.

    Examples
    --------
    >>> film = Clip("a.mp4", "", 1280, 720, 0, "h264", "mp4", 8.0, 1920, 240.0)
    >>> frames_per_seen(film), frames_per_seen(film, end_s=3.0), frames_per_seen(film, end_s=0.5)
    (8, 3, 1)
    """
    span_s = min(end_s, clip.duration_s) - max(start_s, 0.0)
    if span_s <= 0 or clip.fps <= 0:
        return 1
    wanted_per_s = max(SEEN_PER_S, FEWEST_FRAMES / span_s)
    return max(1, math.floor(clip.fps / (_SLACK * wanted_per_s)))
