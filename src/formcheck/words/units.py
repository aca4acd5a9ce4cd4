"""Quantities in the reader's units: metric, or feet and inches, miles and pounds."""

from dataclasses import dataclass
from typing import Final

from formcheck.domain.metric import KMH_PER_MPS
from formcheck.locales import gettext, pgettext
from formcheck.words.numbers import suffix, write

CM_PER_INCH: Final = 2.54
INCHES_PER_FOOT: Final = 12
M_PER_FOOT: Final = 0.3048
KM_PER_MILE: Final = 1.609344
KG_PER_POUND: Final = 0.45359237

IMPERIAL_UNITS: Final[dict[str, tuple[str, float]]] = {
    "cm": ("in", CM_PER_INCH),
    "m": ("ft", M_PER_FOOT),
    "m/s": ("mph", KM_PER_MILE / KMH_PER_MPS),
    "km/h": ("mph", KM_PER_MILE),
    "kg": ("lb", KG_PER_POUND),
}
"""Metric unit to imperial unit and how much of the former makes one of the latter."""


def feet_and_inches(length_cm: float) -> str:
    """Return a stature, ``5 ft 10 in``.

    Examples
    --------
    >>> feet_and_inches(178), feet_and_inches(182.5)
    ('5 ft 10 in', '6 ft 0 in')
    """
    feet, inches = divmod(round(length_cm / CM_PER_INCH), INCHES_PER_FOOT)
    return gettext("{feet} ft {inches} in").format(feet=feet, inches=inches)


def pace(seconds: float, unit: str) -> str:
    """Return a pace, ``4:59 min/km``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d} min/{unit}"


@dataclass(frozen=True, slots=True)
class Units:
    """How quantities are written. ``imperial`` leaves degrees, percent and time as they are."""

    imperial: bool = False

    def speed(self, mps: float) -> str:
        """Return a speed, ``10.8 km/h``."""
        unit, size = ("mph", KM_PER_MILE) if self.imperial else ("km/h", 1.0)
        return write(KMH_PER_MPS * mps / size, 1) + suffix(unit)

    def metres_per_second(self, mps: float) -> str:
        """Return a speed to two decimals, ``3.06 m/s``."""
        return write(self.number(mps, "m/s"), 2) + suffix(self.unit("m/s"))

    def pace(self, mps: float) -> str:
        """Return the pace of a speed, ``5:33 min/km``."""
        size = KM_PER_MILE if self.imperial else 1.0
        seconds = 1000 * size / mps if mps > 0 else 0.0
        return pace(seconds, pgettext("unit", "mile") if self.imperial else "km")

    def distance(self, km: float) -> str:
        """Return how far somebody runs, ``15.4 km``."""
        unit, size = (pgettext("unit", "miles"), KM_PER_MILE) if self.imperial else ("km", 1.0)
        return f"{write(km / size, 1)} {unit}"

    def stature(self, metres: float) -> str:
        """Return a body's height, ``178 cm``."""
        return feet_and_inches(100 * metres) if self.imperial else f"{100 * metres:.0f} cm"

    def unit(self, unit: str) -> str:
        """Return the unit that stands in for a metric one."""
        return IMPERIAL_UNITS[unit][0] if self.imperial and unit in IMPERIAL_UNITS else unit

    def name(self, unit: str) -> str:
        """Return how that unit is written."""
        return suffix(self.unit(unit)).strip()

    def number(self, value: float, unit: str) -> float:
        """Return a value of a metric unit in the unit that stands in for it."""
        return (
            value / IMPERIAL_UNITS[unit][1] if self.imperial and unit in IMPERIAL_UNITS else value
        )


METRIC: Final = Units()
IMPERIAL: Final = Units(imperial=True)
