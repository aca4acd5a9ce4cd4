"""Presentation timestamps turned into strictly increasing seconds."""

from fractions import Fraction


class Clock:
    """Playback time of each frame, in the order in which frames are shown.

    Damaged and spliced files repeat timestamps, run backwards or have none. Such a
    frame is set just after the one before, and counted; after a jump backwards the
    time goes on from there.

    Parameters
    ----------
    time_base : Fraction or None
        Seconds of one tick.
    average_rate : Fraction or None
        Declared frames a second, for frames without timestamp.

    Examples
    --------
    >>> clock = Clock(Fraction(1, 10), Fraction(10))
    >>> [clock.time_s(ticks) for ticks in (5, 6, 6, 7)]
    [0.0, 0.1, 0.125, 0.2]
    >>> clock.repeated
    1
    """

    def __init__(self, time_base: Fraction | None, average_rate: Fraction | None) -> None:
        self._tick = time_base or Fraction(1, 1000)
        self._interval = 1 / average_rate if average_rate else Fraction(1, 30)
        self._origin: Fraction | None = None
        self._last: Fraction | None = None
        self.repeated = 0
        self.missing = 0

    @property
    def nominal_s(self) -> float:
        """Declared time between two frames in seconds."""
        return float(self._interval)

    def time_s(self, ticks: int | None) -> float:
        """Return the time of the next frame.

        Parameters
        ----------
        ticks : int or None
            Its presentation timestamp.

        Returns
        -------
        float
            Seconds since the first frame, larger than for the frame before.
        """
        self._last = self._next(ticks)
        return float(self._last)

    def _next(self, ticks: int | None) -> Fraction:
        if self._last is None:
            self.missing += ticks is None
            self._origin = None if ticks is None else ticks * self._tick
            return Fraction(0)
        if ticks is None:
            self.missing += 1
            return self._last + self._interval
        if self._origin is None:
            self._origin = ticks * self._tick - self._last - self._interval
        now = ticks * self._tick - self._origin
        if now > self._last:
            return now
        self.repeated += 1
        if self._last - now > 2 * self._interval:
            self._origin -= self._last + self._interval - now
            return self._last + self._interval
        # A quarter step leaves room for the next frame's own, correct timestamp.
        return self._last + self._interval / 4
