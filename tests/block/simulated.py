"""Blocks made by a random generator: known speeds, known noise, known changes."""

from dataclasses import replace

import numpy as np

from formcheck.block.values import ClipValue, Condition, Series

# metric, unit, usual value, slope per m/s, runner's day-to-day SD, within-session SD
METRICS = (
    ("cadence_spm", "steps/min", 170.0, 9.0, 1.6, 0.5),
    ("overstride_pct_leg", "% leg length", 26.0, 5.0, 0.9, 0.5),
    ("shank_angle_deg", "deg", 8.0, 2.4, 0.8, 0.5),
    ("knee_flexion_ic_deg", "deg", 15.0, 1.6, 1.2, 0.7),
    ("knee_flexion_peak_deg", "deg", 43.0, 0.8, 1.0, 0.6),
    ("foot_strike_angle_deg", "deg", 9.0, 2.0, 1.8, 1.0),
    ("trunk_lean_deg", "deg", 7.0, 1.0, 0.8, 0.4),
    ("head_forward_deg", "deg", 20.0, 0.0, 2.0, 1.0),
    ("elbow_angle_deg", "deg", 95.0, -2.0, 3.0, 1.5),
    ("vertical_oscillation_pct_leg", "% leg length", 10.0, -0.9, 0.4, 0.2),
    ("thigh_extension_to_deg", "deg", 20.0, 3.4, 1.0, 0.6),
    ("contact_time_ms", "ms", 240.0, -34.0, 6.0, 3.0),
    ("flight_time_ms", "ms", 115.0, 14.0, 6.0, 3.0),
    ("duty_factor_pct", "%", 34.0, -3.0, 0.9, 0.4),
)
CONDITION = Condition("right", "treadmill", "full", 1)


def block(
    seed,
    *,
    sessions=24,
    clips=2,
    changes=None,
    rho=0.0,
    stated=0.5,
    km=False,
    shoes=None,
    faster=None,
    speed_error=0.0,
    odd=0.0,
):
    """Series of all metrics.

    `changes` maps a metric to a function of the session's place in the block (0 to 1) that
    gives the true change in session SDs; `rho` is how far a day resembles the one before;
    `stated` the clips' own error as a share of the session SD; `faster` a function of the
    place that gives a true gain of speed in m/s, `speed_error` how far speeds are misread;
    `odd` by how many session SDs every twelfth session is off, up or down.
    """
    rng = np.random.default_rng(seed)
    # Ten calendars in turn: what chance shows on each is worked out once.
    plan = np.random.default_rng(seed % 10)
    days = np.cumsum(plan.integers(2, 6, sessions)).astype(float)
    speeds = 3.0 + 0.15 * plan.standard_normal(sessions)
    place = (days - days[0]) / (days[-1] - days[0])
    speeds = speeds + np.array([(faster or _nothing)(x) for x in place])
    read = speeds + speed_error * plan.standard_normal(sessions)
    common = rng.standard_normal(sessions)  # a tired day moves several metrics at once
    found = []
    for metric, unit, usual, slope, between, within in METRICS:
        own = slope * rng.normal(1.0, 0.3)
        day_sd = _chain(rng, sessions, rho) * 0.9 + 0.436 * common
        moved = np.array([(changes or {}).get(metric, _nothing)(x) for x in place])
        stray = odd * (np.arange(sessions) % 12 == 5) * rng.choice([-1.0, 1.0]) if odd else 0.0
        level = usual + own * (speeds - 3.0) + between * (day_sd + moved + stray)
        readings = []
        for i in range(sessions):
            for c in range(clips):
                value = level[i] + within * rng.standard_normal()
                parts = {"landmarks": 2 * between, "view": stated * between, "strides": within / 2}
                half = 1.6449 * np.sqrt(sum(v * v for v in parts.values()))
                readings.append(
                    ClipValue(
                        f"s{i:02d}/c{c}",
                        f"s{i:02d}",
                        days[i],
                        float(value),
                        float(value - half),
                        float(value + half),
                        parts,
                        CONDITION,
                        float(read[i]),
                        2.0 + 3.0 * c if km else None,
                        shoes(i) if shoes else None,
                    )
                )
        found.append(Series(metric, unit, tuple(readings)))
    return found


def changed(series, shape):
    """Return the same series with a true change, in session SDs, as `block` makes it."""
    between = next(m[4] for m in METRICS if m[0] == series.metric)
    days = [r.day for r in series.readings]
    first, span = min(days), max(days) - min(days)
    moved = [between * shape((day - first) / span) for day in days]
    readings = (
        replace(r, value=r.value + by, ci_low=r.ci_low + by, ci_high=r.ci_high + by)
        for r, by in zip(series.readings, moved, strict=True)
    )
    return Series(series.metric, series.unit, tuple(readings))


def _chain(rng, n, rho):
    noise = rng.standard_normal(n)
    for i in range(1, n):
        noise[i] = rho * noise[i - 1] + np.sqrt(1 - rho**2) * noise[i]
    return noise


def _nothing(_):
    return 0.0


def step(size, at=0.5):
    return lambda place: size * (place >= at)


def drift(size):
    return lambda place: size * place
