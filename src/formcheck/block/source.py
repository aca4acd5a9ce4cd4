"""Read a block: its clips from the index, their metrics from the analyses."""

import math
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from formcheck.batch.index import INDEX
from formcheck.block.values import ClipValue, Condition, Series
from formcheck.change import difference_sd, leg_of
from formcheck.change.parts import Leg, all_parts
from formcheck.change.sd import MARKED, set_up_sd
from formcheck.domain.analysis import Analysis, MetricRow
from formcheck.domain.setup import SetUps
from formcheck.errors import UsageError
from formcheck.locales import SOURCE, current
from formcheck.locales.errors import translated_error
from formcheck.metrics.registry import lead_of
from formcheck.store.folder import read_analysis
from formcheck.words import sentence_of
from formcheck.words.wording import card_texts

Json = Mapping[str, Any]

NOT_TRENDS = ("step_length_m",)
"""Follows from speed and cadence; judging it too would count cadence twice."""
DAY_S = 86400.0

_COLUMNS = (
    *(
        "id",
        "name",
        "key",
        "content_sha256",
        "date",
        "date_source",
        "session",
        "shoe",
        "km_into_run",
        "pain_0_10",
    ),
    *("notes", "status", "message", "capture_fps", "view", "yaw_deg", "near_side", "mode"),
    *("speed_mps", "speed_source", "score", "score_low", "score_high"),
)


@dataclass(frozen=True, slots=True)
class BlockClip:
    """One clip as the index knows it.

    Attributes
    ----------
    name : str
        Its folder within the block.
    when : datetime or None
    session : str or None
        Given, or else the day; None without a date.
    row : mapping
        The columns of the index.
    same_as : str or None
        Name of another clip that is the same file; this one is then not counted.
    said : str
        What is to say of it, in the reader's language; the index keeps it in English.
    """

    name: str
    when: datetime | None
    session: str | None
    row: Json
    same_as: str | None = None
    said: str = ""

    @property
    def measured(self) -> bool:
        """Whether there are numbers."""
        return self.row["status"] in ("ok", "caution")


def athletes(folder: Path) -> list[tuple[str | None, int]]:
    """Return who is in a block and with how many clips; None where nobody was named.

    Raises
    ------
    UsageError
        If the folder holds no block.
    """
    with closing(_open(folder)) as db:
        query = "SELECT athlete, count(*) FROM analysis GROUP BY athlete ORDER BY athlete"
        return [(row[0], int(row[1])) for row in db.execute(query)]


def clips_of(folder: Path, athlete: str | None) -> list[BlockClip]:
    """Return one athlete's clips in order of date."""
    query = (
        f"SELECT {', '.join(_COLUMNS)} FROM analysis "  # noqa: S608 - names of our own
        "WHERE athlete IS ? ORDER BY date, name"
    )
    with closing(_open(folder)) as db:
        rows = db.execute(query, (athlete,)).fetchall()
    return counted_once([_clip(dict(zip(_COLUMNS, row, strict=True))) for row in rows])


def counted_once(clips: list[BlockClip]) -> list[BlockClip]:
    """Of clips that are one file under several names, let the one read last count.

    Two copies agree perfectly and would make a runner look steadier than anybody is.
    """
    counts: dict[str, BlockClip] = {}
    for clip in sorted(clips, key=lambda c: int(c.row["id"])):
        if clip.measured:
            counts[clip.row["content_sha256"]] = clip
    return [
        clip
        if (other := counts.get(clip.row["content_sha256"])) is None or other is clip
        else replace(clip, same_as=other.name)
        for clip in clips
    ]


def series_of(folder: Path, clips: list[BlockClip]) -> list[Series]:
    """Return the headline metrics of a block's clips; see :func:`series_from`."""
    return series_from(clips, lambda clip: read_analysis(folder / clip.name))


def series_from(clips: list[BlockClip], read: Callable[[BlockClip], Analysis]) -> list[Series]:
    """Return the headline metrics of all measured clips that carry a date.

    Parameters
    ----------
    clips : list of BlockClip
    read : callable
        Returns the analysis of a clip, or raises UsageError where it is gone.

    Returns
    -------
    list of Series
        In the order of the report's cards; metrics without any reading are left out.
    """
    found: dict[str, list[ClipValue]] = {name: [] for name in card_texts()}
    units: dict[str, str] = {}
    judged: dict[str, MetricRow] = {}
    for clip in clips:
        if not clip.measured or clip.when is None or clip.same_as is not None:
            continue
        try:
            document = read(clip)
        except UsageError:  # the folder was moved away; the index still lists the clip
            continue
        for row in _headline(document):
            if row.metric in found:
                found[row.metric].append(_reading(clip, clip.when, document, row))
                units[row.metric] = row.unit
                judged |= {row.metric: row} if row.band else {}
    return [
        Series(
            metric,
            units[metric],
            tuple(readings),
            judged[metric].band if metric in judged else None,
            _moved_sd(metric),
        )
        for metric, readings in found.items()
        if readings and metric not in NOT_TRENDS
    ]


def what_was_said(folder: Path, name: str, status: str, message: str) -> str:
    """Return what is to say of a clip of a block, in the reader's language.

    Parameters
    ----------
    folder : Path
        Of the block.
    name, status, message : str
        As in the index, which is English.
    """
    if current() == SOURCE or not message:
        return message
    if status == "failed":
        return translated_error(message)
    try:
        reasons = read_analysis(folder / name).quality.reasons
    except UsageError:  # the folder was moved away
        return message
    return sentence_of(reasons[0]) if reasons else message


def _open(folder: Path) -> sqlite3.Connection:
    path = folder / INDEX
    if not path.is_file():
        raise UsageError(
            f"{folder} holds no block: {INDEX} is not there.",
            f"Make one first: formcheck batch CLIPS --out {folder}",
            code="usage",
        )
    # Not "ro": the last connection that may write is the one that tidies the WAL file away.
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=30)
    db.execute("PRAGMA query_only = ON")
    return db


def _clip(row: dict[str, Any]) -> BlockClip:
    when = _moment(row["date"])
    session = row["session"] or (when.date().isoformat() if when else None)
    return BlockClip(row["name"], when, session, row)


def _moment(text: str | None) -> datetime | None:
    """Local time; what an index of 0.1 keeps in UTC is told by its Z."""
    try:
        when = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    if when is not None and text and text.endswith("Z"):
        when = when.astimezone()
    return when.replace(tzinfo=None) if when else None


def _headline(document: Analysis) -> list[MetricRow]:
    """Rows that lead the single report: the near leg's, or those of the whole body."""
    sides = {"both": "both", "near": document.near_side}
    rows: tuple[MetricRow, ...] = document.metrics
    return [row for row in rows if row.value is not None and row.side == sides[lead_of(row.metric)]]


def _reading(clip: BlockClip, when: datetime, document: Analysis, row: MetricRow) -> ClipValue:
    known, model = clip.row, document.provenance.model
    height_cm = document.settings.get("height_cm")
    value, low, high = row.measured
    rate = max(float(known["capture_fps"] or 30.0), 1.0)
    from_both = row.side == "both" and "landmarks" not in row.sd_parts
    condition = Condition(
        None if from_both else document.near_side,
        document.mode,
        model.name if model else "table",
        round(math.log2(rate / 30.0)),
        height_cm if row.unit == "cm" and isinstance(height_cm, int | float) else None,
        document.provenance.formcheck,
    )
    return ClipValue(
        clip=clip.name,
        session=clip.session or clip.name,
        day=(when - datetime(1970, 1, 1)).total_seconds() / DAY_S,  # noqa: DTZ001 - both naive
        value=value,
        ci_low=low,
        ci_high=high,
        sd_parts=row.sd_parts,
        condition=condition,
        speed_mps=known["speed_mps"],
        km=known["km_into_run"],
        speed_source=known["speed_source"],
        shoe=known["shoe"],
        yaw_deg=known["yaw_deg"],
        capture_fps=known["capture_fps"],
        sd_model=_sd_model(row, leg_of(row.side, document.near_side)),
    )


def _sd_model(row: MetricRow, leg: Leg) -> float | None:
    """One clip's share of the error between two that keep to the protocol."""
    if (row.metric, leg) not in all_parts():
        return None
    return difference_sd(row, row, leg, MARKED) / math.sqrt(2)


def _moved_sd(metric: str) -> float | None:
    """Return what another place of the phone and other clothes could make of a metric."""
    leg = lead_of(metric)
    if (metric, leg) not in all_parts():
        return None
    return set_up_sd(metric, leg, SetUps("other", "other"))
