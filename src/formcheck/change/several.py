"""Several metrics looked at together: the chance of even one false finding is what is kept."""

from collections.abc import Sequence

from scipy.special import ndtr, ndtri, stdtrit


def holm(p_values: Sequence[float], alpha: float) -> list[bool]:
    """Which of several findings stand when all are looked at together (Holm's step-down).

    The chance of even one false finding among them stays below ``alpha``.

    Examples
    --------
    >>> holm([0.001, 0.04, 0.02], 0.05)
    [True, True, True]
    >>> holm([0.03, 0.04], 0.05)
    [False, False]
    """
    cut = level(p_values, alpha)
    return [p <= cut for p in p_values]


def level(p_values: Sequence[float], alpha: float) -> float:
    """Return the one p-value that parts Holm's findings from the rest.

    Examples
    --------
    >>> level([0.001, 0.04, 0.02], 0.05), level([0.03, 0.04], 0.05), level([], 0.05)
    (0.05, 0.025, 0.05)
    """
    ordered = sorted(p_values)
    stand = 0
    while stand < len(ordered) and ordered[stand] <= alpha / (len(ordered) - stand):
        stand += 1
    return alpha / max(len(ordered) - stand, 1)


def p_of(z: float) -> float:
    """Return the two-sided p-value of a standard normal deviate."""
    return float(2 * ndtr(-abs(z)))


def z_of(p: float) -> float:
    """Return the deviate that a two-sided p-value belongs to."""
    return float(-ndtri(p / 2))


def t_of(p: float, dof: float) -> float:
    """Return the same for a spread that was itself learned from few (Student's t).

    Examples
    --------
    >>> round(t_of(0.05, 8.0), 2), t_of(0.05, float("inf")) == z_of(0.05)
    (2.31, True)
    """
    return float(-stdtrit(dof, p / 2)) if dof < float("inf") else z_of(p)
