"""The one way from a clip to a result; every shell calls :func:`analyze`."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from formcheck import letterhead
from formcheck.compose import compose
from formcheck.domain.quality import Quality
from formcheck.footage import Footage, load_footage
from formcheck.gait.movement import Movement, read_movement
from formcheck.guidelines import load as load_guidelines
from formcheck.quality.evidence import Told
from formcheck.quality.judge import judge_movement, judge_person
from formcheck.result import AnalysisResult
from formcheck.rows import beside_watch
from formcheck.settings import AnalysisSettings, Progress
from formcheck.tables.fit import read_fit
from formcheck.tables.sidecar import with_sidecar


def analyze(
    source: str | Path,
    settings: AnalysisSettings | None = None,
    *,
    landmarks: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
) -> AnalysisResult:
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
    """
    settings = settings or AnalysisSettings()
    if settings.letterhead is not None:
        letterhead.read(settings.letterhead)  # better now than after the work
    guidelines = load_guidelines(settings.guidelines)
    watch = read_fit(settings.fit) if settings.fit is not None else None
    started = time.monotonic()
    footage = load_footage(Path(source), settings, landmarks=landmarks, on_progress=on_progress)
    looked = time.monotonic()
    movement, quality = _look(footage, settings)
    spent_s = {
        "landmarks": round(looked - started, 3),
        "movement": round(time.monotonic() - looked, 3),
    }
    result = compose(footage, settings, guidelines, movement, quality, duration_s=spent_s)
    if watch is None:
        return result
    beside = beside_watch(watch, result.analysis.metrics)
    return replace(result, analysis=replace(result.analysis, watch=beside))


def _look(footage: Footage, settings: AnalysisSettings) -> tuple[Movement | None, Quality]:
    quality = judge_person(footage.track, footage.evidence)
    if quality.verdict == "refused":
        return None, quality
    movement = read_movement(
        footage.track,
        step_s=footage.evidence.step_s,
        world_m=footage.world_m,
        camera=footage.camera,
        from_film=footage.from_film,
    )
    told = Told(with_sidecar(settings, footage.sidecar), footage.sidecar)
    return movement, judge_movement(movement, footage.evidence, told)
