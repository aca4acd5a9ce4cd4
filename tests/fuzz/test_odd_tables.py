"""Landmark tables of bodies that cannot be: measured, refused, or called no table."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.cli.app import main
from formcheck.domain.message import Message
from formcheck.domain.skeleton import INDEX, MIRROR
from formcheck.tables.landmarks import write_landmarks
from quality.figure import figure

NOTE = Message("mirrored")
"""Stands for what a test has done to the landmarks."""

SEED = 7
LEGS = [i for name, i in INDEX.items() if name.split("_")[-1] in ("knee", "ankle")]


def lost_frames(track, rng):
    return blank(track, rng.random(len(track)) < rng.uniform(0.1, 0.95))


def lost_landmarks(track, rng):
    xy = track.xy_px.copy()
    xy[:, rng.choice(33, rng.integers(1, 33), replace=False)] = np.nan
    return track.moved(xy, NOTE)


def lost_samples(track, rng):
    xy = track.xy_px.copy()
    xy[rng.random(xy.shape[:2]) < rng.uniform(0.05, 0.9)] = np.nan
    return track.moved(xy, NOTE)


def spikes(track, rng):
    hit = rng.random(track.xy_px.shape[:2]) < rng.uniform(0.01, 0.5)
    jump = rng.normal(0, 300, track.xy_px.shape)
    return track.moved(np.where(hit[..., None], track.xy_px + jump, track.xy_px), NOTE)


def pure_noise(track, rng):
    return track.moved(rng.uniform(0, 1000, track.xy_px.shape), NOTE)


def one_point(track, rng):
    return track.moved(np.full_like(track.xy_px, rng.uniform(0, 700)), NOTE)


def frozen(track, rng):
    at = int(rng.integers(0, len(track)))
    return track.moved(np.repeat(track.xy_px[at : at + 1], len(track), axis=0), NOTE)


def exchanged(track, rng):
    some = rng.random(len(track)) < rng.uniform(0.1, 0.9)
    xy = track.xy_px.copy()
    xy[some] = xy[some][:, MIRROR]
    return track.moved(xy, NOTE)


def legs_together(track, _rng):
    return track.moved((track.xy_px + track.xy_px[:, MIRROR]) / 2, NOTE)


def short(track, rng):
    return track.picked(slice(0, int(rng.integers(1, 40))))


def uneven(track, rng):
    steps = rng.exponential(1 / 30, len(track)) + 1e-4
    return replace(track, time_s=np.cumsum(steps))


def far_away(track, rng):
    return track.moved(track.xy_px * 10.0 ** rng.uniform(-3, 4) - 1e4, NOTE)


def knees_gone(track, rng):
    xy = track.xy_px.copy()
    xy[:, rng.choice(LEGS)] = np.nan
    return track.moved(xy, NOTE)


def upside_down(track, _rng):
    return track.moved(track.height - track.xy_px, NOTE)


def blank(track, frames):
    xy = track.xy_px.copy()
    xy[frames] = np.nan
    return track.moved(xy, NOTE)


WAYS = (
    *(lost_frames, lost_landmarks, lost_samples, spikes, pure_noise, one_point, frozen),
    *(exchanged, legs_together, short, uneven, far_away, knees_gone, upside_down),
)


@pytest.mark.parametrize("how", WAYS, ids=lambda how: how.__name__)
def test_odd_table(how, tmp_path, capfd):
    path = tmp_path / "odd.csv"
    for variant in range(5):
        rng = np.random.default_rng([SEED, WAYS.index(how), variant])
        gait, fps = ("run", "walk", "run")[variant % 3], (30.0, 60.0, 25.0)[variant % 3]
        track, _ = figure(gait, cadence=rng.uniform(100, 220), fps=fps, seconds=6)
        write_landmarks(how(track, rng), path)
        out = tmp_path / f"out{variant}"
        words = ["analyze", "--landmarks", str(path), "--height-cm", "175", "--only-data"]
        code = main([*words, "--speed-kmh", "10", "--quiet", "--out", str(out)])
        said = capfd.readouterr().err
        assert code in (0, 3, 4), said
        assert "internal error" not in said
        assert out.exists() == (code != 4)
