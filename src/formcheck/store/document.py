"""An analysis to work with: its content and its tables, from a folder or fresh from the run."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formcheck.domain.display import as_html, headline
from formcheck.domain.metric import MetricSide
from formcheck.domain.pose import PoseTrack
from formcheck.domain.result import AnalysisResult
from formcheck.errors import UsageError
from formcheck.store.folder import ANALYSIS, EVENT_COLUMNS, METRIC_COLUMNS, STEP_COLUMNS
from formcheck.store.serialise import to_dict
from formcheck.tables.landmarks import landmark_frame, read_landmarks

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_MAJOR = "1"


def read_analysis(folder: Path) -> dict[str, Any]:
    """Return the content of ``analysis.json`` in ``folder``.

    Raises
    ------
    UsageError
        There is none, or none that this version can read.
    """
    path = folder / ANALYSIS
    fix = "name the folder that 'formcheck analyze' wrote"
    try:
        loaded: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            f"{folder} holds no analysis: {path.name} cannot be read ({error.strerror})",
            fix,
            code="no_analysis",
        ) from error
    except ValueError as error:
        raise UsageError(f"{path} is damaged: {error}", fix, code="no_analysis") from error
    document: dict[str, Any] = loaded if isinstance(loaded, dict) else {}
    version = document.get("schema_version")
    if not isinstance(version, str) or version.partition(".")[0] != SCHEMA_MAJOR:
        raise UsageError(
            f"{path} has schema version {version}; this formcheck reads {SCHEMA_MAJOR}.x",
            "analyse the clip again",
            code="schema_version",
        )
    return document


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnalysisDocument:
    """One analysis with its tables; shows itself in a notebook.

    Attributes
    ----------
    content : mapping
        As in ``analysis.json``.
    track : PoseTrack or None
        The cleaned landmarks, where they are at hand.
    folder : Path or None
        Where it was read from.
    """

    content: Mapping[str, Any]
    track: PoseTrack | None = None
    folder: Path | None = None

    @property
    def metrics(self) -> "pd.DataFrame":
        """One row a metric and side, with the columns of ``metrics.csv``."""
        import pandas as pd

        return pd.DataFrame(self.content["metrics"], columns=list(METRIC_COLUMNS))

    @property
    def steps(self) -> "pd.DataFrame":
        """One row a step: its instants in seconds and its own metrics."""
        import pandas as pd

        steps = self.content["steps"]
        return pd.DataFrame(steps) if steps else pd.DataFrame(columns=list(STEP_COLUMNS))

    @property
    def events(self) -> "pd.DataFrame":
        """One row a contact (IC) or toe-off (TO): side, event, time_s, frame, confidence."""
        import pandas as pd

        return pd.DataFrame(self.content["events"], columns=list(EVENT_COLUMNS))

    @property
    def landmarks(self) -> "pd.DataFrame":
        """One row a frame: pixels and visibility of 33 landmarks, as used (cleaned)."""
        if self.track is None:
            raise UsageError(
                "this analysis has no landmarks beside it.",
                "keep landmarks.csv in its folder, or analyse the clip again",
                code="no_landmarks",
            )
        return landmark_frame(self.track)

    @property
    def refused(self) -> bool:
        """Whether the clip was looked at and refused."""
        return bool(self.content["quality"]["verdict"] == "refused")

    def value(self, metric: str, side: MetricSide = "both") -> float | None:
        """Value of one metric in its unit; None where it is missing.

        Raises
        ------
        KeyError
            If there is no such row.
        """
        for row in self.content["metrics"]:
            if row["metric"] == metric and row["side"] == side:
                value: float | None = row["value"]
                return value
        msg = f"no metric {metric!r} with side {side!r} in this analysis"
        raise KeyError(msg)

    def to_dict(self) -> dict[str, Any]:
        """Return a copy of the content, ready for JSON."""
        copied: dict[str, Any] = json.loads(json.dumps(dict(self.content)))
        return copied

    def __repr__(self) -> str:
        return f"<AnalysisDocument {self._headline()}>"

    def _repr_html_(self) -> str:
        reasons = [reason["message"] for reason in self.content["quality"]["reasons"]]
        return as_html(self._headline(), reasons, self.content["metrics"])

    def _headline(self) -> str:
        score = self.content["score"]
        found = score and (score["value"], score["ci_low"], score["ci_high"])
        return headline(self.content["clip"]["name"], self.content["quality"]["verdict"], found)


def load_result(source: str | Path | AnalysisResult) -> AnalysisDocument:
    """Open an analysis: the folder of an earlier one, or what ``analyze`` returned.

    Parameters
    ----------
    source : str, Path or AnalysisResult

    Returns
    -------
    AnalysisDocument

    Raises
    ------
    UsageError
        If the folder holds no analysis that this version can read.
    """
    if isinstance(source, AnalysisResult):
        return AnalysisDocument(to_dict(source), source.track)
    folder = Path(source)
    content = read_analysis(folder)
    table = folder / "landmarks.csv"
    track = read_landmarks(table)[0] if table.is_file() else None
    return AnalysisDocument(content, track, folder)
