"""One measured quantity, with its interval, or the reason why it is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from formcheck.domain.message import Value


class Unit(StrEnum):
    """Units of metrics, as they are written to the files."""

    STEPS_PER_MIN = "steps/min"
    DEG = "deg"
    PCT_LEG = "% leg length"
    PCT = "%"
    CM = "cm"
    M = "m"
    MS = "ms"
    M_PER_S = "m/s"
    KN_PER_M = "kN/m"


Z90: Final = 1.6449
"""Half-width of a 90 % interval in standard deviations."""
KMH_PER_MPS: Final = 3.6

MetricSide = Literal["left", "right", "both"]
MetricView = Literal["side", "back", "front"]


@dataclass(frozen=True, slots=True)
class MetricValue:
    """One row of ``metrics.csv``: a value with its 90 % interval, or a reason for none.

    Attributes
    ----------
    metric : str
        Id as in the definitions, e.g. ``"trunk_lean_deg"``.
    side : {"left", "right", "both"}
    unit : str
    value, ci_low, ci_high : float or None
        All three are numbers, or all three are None and ``missing_reason`` is set.
    n_steps : int
        Steps or strides that went into the value.
    missing_reason : str or None
        Code of the reason.
    sd_parts : dict of str to float
        Standard deviations that make up the interval, by source
        (``landmarks``, ``timing``, ``view``, ``scale``, ``strides``, ``pace``), in ``unit``.
    missing_values : mapping of str to value
        What the reason speaks of, as in :class:`formcheck.domain.message.Message`.
    view : {"side", "back", "front"}
        From where the runner was seen.
    convention_sd : float
        What judging it against a laboratory's numbers adds; not in the interval, which says how
        sure the value is in this method's own terms.
    """

    metric: str
    side: MetricSide
    unit: str
    value: float | None
    ci_low: float | None
    ci_high: float | None
    n_steps: int
    missing_reason: str | None = None
    sd_parts: Mapping[str, float] = field(default_factory=dict)
    missing_values: Mapping[str, Value] = field(default_factory=dict)
    view: MetricView = "side"
    convention_sd: float = 0.0

    def __post_init__(self) -> None:
        numbers = (self.value, self.ci_low, self.ci_high)
        if (None in numbers) != all(n is None for n in numbers):
            msg = f"{self.metric}: value and interval must be given together"
            raise ValueError(msg)
        if (self.value is None) == (self.missing_reason is None):
            msg = f"{self.metric}: needs either a value or a reason, not both or neither"
            raise ValueError(msg)
