"""Angles over the stride that are typical at a speed."""

from itertools import pairwise

import numpy as np
from pydantic import Field, model_validator

from formcheck.domain.assessment import NormCurve, StrideNorm
from formcheck.guidelines.texts import Strict, Text

BEYOND_MPS = 0.3
"""How far outside the measured speeds the outermost curve still stands for a runner."""


class CurveRows(Strict):
    """One row a speed: mean and standard deviation between runners over the stride."""

    mean: tuple[tuple[float, ...], ...]
    sd: tuple[tuple[float, ...], ...]


class StrideNorms(Strict):
    """Curves of a group of runners at some speeds."""

    citation: Text
    n_runners: int = Field(ge=2)
    phase_step_pct: int = Field(ge=1, le=10)
    speed_mps: tuple[float, ...] = Field(min_length=2)
    curve: dict[str, CurveRows]

    @model_validator(mode="after")
    def _rows_fit(self) -> "StrideNorms":
        if any(b <= a for a, b in pairwise(self.speed_mps)):
            msg = "speed_mps must rise"
            raise ValueError(msg)
        shape = (len(self.speed_mps), 100 // self.phase_step_pct + 1)
        for name, rows in self.curve.items():
            for word in ("mean", "sd"):
                found = getattr(rows, word)
                if (len(found), *{len(row) for row in found}) != shape:
                    msg = f"{name}: {word} must have {shape[0]} rows of {shape[1]} numbers"
                    raise ValueError(msg)
        return self

    def at(self, speed_mps: float) -> StrideNorm | None:
        """Return the curves at a speed, or None where no runner was measured near it.

        Parameters
        ----------
        speed_mps : float
            Between two measured speeds the curves are interpolated; up to 0.3 m/s outside,
            the outermost stands.
        """
        if not self.speed_mps[0] - BEYOND_MPS <= speed_mps <= self.speed_mps[-1] + BEYOND_MPS:
            return None
        curves = {
            name: NormCurve(self._over(rows.mean, speed_mps), self._over(rows.sd, speed_mps))
            for name, rows in self.curve.items()
        }
        return StrideNorm(speed_mps, self.n_runners, self.citation, curves)

    def _over(self, rows: tuple[tuple[float, ...], ...], speed_mps: float) -> tuple[float, ...]:
        """Interpolate between speeds, then to every percent of the stride."""
        nodes = [
            float(np.interp(speed_mps, self.speed_mps, column))
            for column in zip(*rows, strict=True)
        ]
        known_pct = np.arange(0, 101, self.phase_step_pct)
        return tuple(round(float(v), 2) for v in np.interp(np.arange(101), known_pct, nodes))
