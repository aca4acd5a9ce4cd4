"""A mean stride made of known waves."""

import numpy as np

from formcheck.gait.template import (
    HARMONICS,
    Template,
)

STRIDE_S = 0.7


def series(constant=0.0, cos=(), sin=()):
    found = np.zeros(2 * HARMONICS + 1)
    found[0] = constant
    found[1 : 1 + len(cos)] = cos
    found[1 + HARMONICS : 1 + HARMONICS + len(sin)] = sin
    return found


WAVES = {
    "knee_x": series(0.05, (0.2,), (0.1,)),
    "knee_y": series(-0.45, (0.0, 0.05)),
    "ankle_x": series(0.0, (0.4, 0.05), (-0.1,)),
    "ankle_y": series(-0.8, (-0.1,), (0.0, 0.12)),
    "heel_x": series(-0.05, (0.42,), (-0.05,)),
    "heel_y": series(-0.85, (-0.12,)),
    "foot_index_x": series(0.15, (0.38,), (-0.12,)),
    "foot_index_y": series(-0.9, (-0.08,)),
    "hip_x": series(0.0),
    "hip_y": series(0.0),
    "hip_oscillation": series(0.0, (0.0, 0.05)),
}


def value(signal, phase):
    c = WAVES[signal]
    k = np.arange(1, HARMONICS + 1)
    angle = 2 * np.pi * np.outer(phase, k)
    return c[0] + np.cos(angle) @ c[1 : 1 + HARMONICS] + np.sin(angle) @ c[1 + HARMONICS :]


def template(*, late_s=0.0, noise=0.0, fps=60.0, anchors=9):
    """Frames that follow the waves, one stride of them late."""
    t = np.arange(0, 7.0, 1 / fps)
    anchors_s = 0.5 + STRIDE_S * np.arange(anchors)
    rng = np.random.default_rng(5)
    moved = np.abs(t - 3.35) < 0.25
    phase = (t - 0.5 - late_s * moved) / STRIDE_S
    observed = {s: value(s, phase) + noise * rng.standard_normal(len(t)) for s in WAVES}
    sd = dict.fromkeys(WAVES, 0.01)
    return Template("right", anchors_s, STRIDE_S, dict(WAVES), sd, t, observed)
