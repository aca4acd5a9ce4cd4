"""One job of a batch: analyse, write the folder, and report what came out as plain data."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from formcheck.batch.jobs import Job
from formcheck.domain.analysis import Analysis, MetricRow
from formcheck.errors import DISK_FULL, FormcheckError
from formcheck.locales import SOURCE, speaking
from formcheck.settings import Progress

Status = Literal["ok", "caution", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one job.

    Attributes
    ----------
    name : str
        The job's folder.
    status : {"ok", "caution", "refused", "failed"}
    code : str
        Code of the first reason, or of the error; empty if there is none.
    message : str
        The same in words.
    final : bool
        Whether the same file would end the same way again. False after a crash or with
        something missing from the installation: the next run tries again.
    facts : dict
        What the index keeps of the analysis.
    metrics : tuple of MetricRow
    seconds : float
    """

    name: str
    status: Status
    code: str = ""
    message: str = ""
    final: bool = True
    facts: dict[str, Any] = field(default_factory=dict)
    metrics: tuple[MetricRow, ...] = ()
    seconds: float = 0.0


def work(
    job: Job,
    out: Path,
    *,
    only_data: bool,
    on_progress: Callable[[Progress], None] | None = None,
) -> Outcome:
    """Analyse one file and write its folder below ``out``. Never raises for a bad file."""
    from formcheck.pipeline import analyze
    from formcheck.publishing import publish
    from formcheck.session import analyze_session

    started = time.monotonic()
    try:
        look = analyze if job.rear is None else partial(analyze_session, rear=job.rear)
        result = look(
            job.path, settings=job.settings, landmarks=job.landmarks, on_progress=on_progress
        )
        publish(result, out / job.name, only_data=only_data, on_progress=on_progress)
        return _outcome(job, result.analysis, time.monotonic() - started)
    except FormcheckError as error:
        return Outcome(
            job.name,
            "failed",
            error.code,
            error.what,
            final=error.exit_code in (2, 4) and error.code != DISK_FULL,
            facts={"file_date": file_date(job.path)},
            seconds=time.monotonic() - started,
        )
    except Exception as error:  # noqa: BLE001 - one clip may not stop the others
        return Outcome(
            job.name,
            "failed",
            "internal_error",
            f"internal error, please report it: {type(error).__name__}: {error}",
            final=False,
            seconds=time.monotonic() - started,
        )


def _outcome(job: Job, document: Analysis, seconds: float) -> Outcome:
    reasons = document.quality.reasons
    from formcheck.words import sentence_of

    with speaking(SOURCE):  # the index is for programs, and for readers of any language
        said = sentence_of(reasons[0]) if reasons else ""
    return Outcome(
        job.name,
        document.quality.verdict,
        reasons[0].code if reasons else "",
        said,
        facts=facts_of(document, file_date(job.path)),
        metrics=document.metrics,
        seconds=seconds,
    )


def facts_of(document: Analysis, written: str | None) -> dict[str, Any]:
    """Return what a block keeps of an analysis; ``written`` is the date of the file itself."""
    clip, score, speed = document.clip, document.score, document.speed_mps
    return {
        "file_date": clip.created or written,
        "date_source": "metadata" if clip.created else "file",
        "duration_s": clip.duration_s,
        "capture_fps": round(clip.fps * document.slow_motion_factor, 3),
        "slow_motion_factor": document.slow_motion_factor,
        "view": document.view.kind,
        "yaw_deg": document.view.yaw_deg,
        "direction": document.direction,
        "near_side": document.near_side,
        "mode": document.mode,
        "gait": document.gait,
        "steps": len(document.steps),
        "speed_mps": speed.value if speed else None,
        "speed_source": speed.source if speed else None,
        "score": score.value if score else None,
        "score_low": score.ci_low if score else None,
        "score_high": score.ci_high if score else None,
        "analysed_utc": document.provenance.created_utc,
    }


def file_date(path: Path) -> str | None:
    """When the file was last written, on this computer's clock: the last resort for a date."""
    try:
        written = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        return written.isoformat(timespec="seconds")
    except OSError:
        return None
