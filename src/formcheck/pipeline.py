"""The one way from a clip to a result; every shell calls :func:`analyze`."""

import math
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.settings import AnalysisSettings, Progress
from formcheck.video.source import require_file

if TYPE_CHECKING:
    from formcheck.domain.quality import Quality
    from formcheck.domain.watch import Watch
    from formcheck.footage import Footage
    from formcheck.gait.movement import Movement
    from formcheck.guidelines import GuidelineSet
    from formcheck.pose.look import Seen
    from formcheck.result import AnalysisResult

LATER = (
    *("scipy.signal", "scipy.interpolate", "scipy.ndimage"),
    *("formcheck.compose", "formcheck.rows", "formcheck.quality.judge"),
)
"""What is needed once the film has been seen; SciPy takes a second to load."""


def analyze(
    source: str | Path,
    settings: AnalysisSettings | None = None,
    *,
    landmarks: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> "AnalysisResult":
    """Analyse one clip, or one landmark table.

    Parameters
    ----------
    source : str or Path
        A video file, or with ``landmarks=True`` a landmark table.
    settings : AnalysisSettings, optional
        What is known of runner and run; nothing if left out.
    landmarks : bool
        Whether ``source`` is a landmark table (CSV, TRC, C3D, JSON) and not a film.
    on_progress : callable, optional
        Called with a :class:`Progress` as the work goes on.

    Returns
    -------
    AnalysisResult
        Also for a clip that is refused: see ``quality``. :func:`formcheck.load_result` makes
        tables of it, :func:`formcheck.publish` a folder.

    Raises
    ------
    ClipError
        If the file cannot be read as video or table.
    UsageError
        If a setting does not fit the clip.
    InstallationError
        If a pose bundle or codec is missing.

    See Also
    --------
    formcheck.publish : Write the result as a folder with video and report.
    formcheck.batch : Many clips.

    Examples
    --------
    >>> from formcheck import AnalysisSettings, analyze
    >>> result = analyze("run.mp4", AnalysisSettings(height_cm=175))  # doctest: +SKIP
    >>> result.value("cadence_spm")  # doctest: +SKIP
    172.4
    """
    settings = settings or AnalysisSettings()
    own = None if settings.guidelines is None else _guidelines(settings.guidelines)
    watch = _watch(settings)
    started = time.monotonic()
    path = Path(source)
    require_file(path)
    seen = None if landmarks else _see(path, settings, on_progress)
    from formcheck.compose import compose
    from formcheck.footage import load_footage
    from formcheck.rows import beside_watch

    footage = load_footage(path, settings, seen)
    looked = time.monotonic()
    movement, quality = _judged(footage, settings)
    footage = _upright_standing(footage, movement)
    spent_s = {
        "landmarks": round(looked - started, 3),
        "movement": round(time.monotonic() - looked, 3),
    }
    guidelines = own or _guidelines()
    result = compose(footage, settings, guidelines, movement, quality, duration_s=spent_s)
    if watch is not None:
        beside = beside_watch(watch, result.analysis.metrics)
        result = replace(result, analysis=replace(result.analysis, watch=beside))
    if on_progress:
        on_progress(Progress("numbers", 1, 1))
    return result


def _guidelines(own: Path | None = None) -> "GuidelineSet":
    from formcheck.guidelines import load

    return load(own)


def _watch(settings: AnalysisSettings) -> "Watch | None":
    if settings.fit is None:
        return None
    from formcheck.tables.fit import read_fit

    return read_fit(settings.fit)


def _see(
    path: Path, settings: AnalysisSettings, on_progress: Callable[[Progress], None] | None
) -> "Seen":
    """Look at the film; while the models are at work, what comes after is loaded beside them."""
    from formcheck.pose.look import look_at

    loading = threading.Thread(target=_load, daemon=True)

    def report(progress: Progress) -> None:
        if loading.ident is None:
            loading.start()
        if on_progress:
            on_progress(progress)

    return look_at(path, settings, report)


def _load() -> None:
    with suppress(ImportError):  # told where it is imported
        for name in LATER:
            import_module(name)
        _guidelines()


def _judged(footage: "Footage", settings: AnalysisSettings) -> "tuple[Movement | None, Quality]":
    from formcheck.gait.movement import read_movement
    from formcheck.geometry.vertical import VerticalCues
    from formcheck.metrics.context import speed_conflict
    from formcheck.quality.judge import judge_movement, judge_person
    from formcheck.select.facts import movement_facts, person_facts
    from formcheck.tables.sidecar import with_sidecar

    quality = judge_person(person_facts(footage.track), footage.evidence)
    if quality.verdict == "refused":
        return None, quality
    movement = read_movement(
        footage.track,
        direction=footage.direction,
        step_s=footage.evidence.step_s,
        vertical=footage.vertical,
        upright=VerticalCues(
            footage.standing.lean_deg if footage.standing else None,
            _degrees(settings.incline_pct),
        ),
    )
    facts = movement_facts(movement, footage.evidence)
    conflict = speed_conflict(movement, with_sidecar(settings, footage.sidecar), footage.sidecar)
    return movement, judge_movement(movement, facts, footage.evidence, conflict)


def _degrees(slope_pct: float | None) -> float | None:
    return None if slope_pct is None else math.degrees(math.atan(slope_pct / 100))


def _upright_standing(footage: "Footage", movement: "Movement | None") -> "Footage":
    """Measure how the runner stood against the same vertical as the run."""
    from formcheck.geometry.vertical import forward_deg

    standing = footage.standing
    if standing is None or movement is None:
        return footage
    turned_deg = forward_deg(movement.sagittal.roll_deg, standing.side)
    return replace(footage, standing=replace(standing, lean_deg=standing.lean_deg + turned_deg))
