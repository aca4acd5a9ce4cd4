"""How much the server takes on before it says no."""

import os
from dataclasses import dataclass


def _at_once() -> int:
    """One analysis uses every core; only a large machine has room for two."""
    return 2 if (os.cpu_count() or 1) >= 16 else 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one server.

    Attributes
    ----------
    file_bytes : int
        Largest clip.
    duration_s, picture_px, frames : float, int, int
        Longest clip, largest picture (4K passes), most frames.
    fps : float
        Most frames in a second of the file.
    frames_ahead : int
        Most frames of all clips that wait or are being analysed.
    clips : int
        Most analyses kept in the history.
    unfinished : int
        Most clips that are uploading, waiting or running at a time.
    disk_bytes, free_bytes : int
        Most that the data folder may hold, least that must stay free on its disk.
    silence_s : float
        An upload that sends nothing for so long is given up; it can be continued.
    slowest_bytes_s : float
        So is one that sends less than this, on average over twice that time.
    unfinished_s : float
        An upload that nobody continues for so long is deleted.
    memory_bytes : int
        Address space of one analysis.
    inspect_bytes, inspect_s : int, float
        The same for a first look at a file, and its time.
    analysis_s : float
        Longest analysis.
    at_once : int
        Analyses at a time.
    starts : int
        How often an analysis is begun before a server that keeps stopping is blamed on it.
    """

    file_bytes: int = 2_000_000_000
    duration_s: float = 600.0
    picture_px: int = 9_000_000
    frames: int = 36_000
    fps: float = 1000.0
    frames_ahead: int = 150_000
    clips: int = 1000
    unfinished: int = 60
    disk_bytes: int = 20_000_000_000
    free_bytes: int = 1_000_000_000
    silence_s: float = 30.0
    slowest_bytes_s: float = 1000.0
    unfinished_s: float = 2 * 3600.0
    memory_bytes: int = 8_000_000_000
    inspect_bytes: int = 3_000_000_000
    inspect_s: float = 60.0
    analysis_s: float = 3600.0
    at_once: int = _at_once()
    starts: int = 3
