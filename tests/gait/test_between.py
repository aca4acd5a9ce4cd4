"""Frames between those that were seen, against the frames themselves."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck import AnalysisSettings, analyze
from formcheck.domain.skeleton import INDEX
from formcheck.gait.between import FilmFrames, whole_film
from formcheck.gait.movement import read_movement
from formcheck.tables.landmarks import read_landmarks, write_landmarks
from runner import LEG_PX, stick_runner

FEET = [INDEX[f"{side}_{part}"] for side in ("left", "right") for part in ("ankle", "foot_index")]


def filled(film, every, *, with_legs=True):
    track = film.picked(slice(0, None, every))
    movement = read_movement(track)
    frames = FilmFrames(film.frame, film.time_s)
    if not with_legs:
        return whole_film(movement.cleaned.track, frames)
    return whole_film(movement.cleaned.track, frames, movement.sagittal, movement.events.legs)


def off_px(found, film):
    true = film.xy_px[: len(found)]
    apart = np.linalg.norm(found.xy_px - true, axis=-1)[~found.seen]
    return apart[:, FEET]


@pytest.mark.parametrize("mirrored", [False, True])
def test_feet_between_seen_frames_are_where_they_were(mirrored):
    film = stick_runner(fps=240.0)
    film = film.mirrored() if mirrored else film
    found = filled(film, 8)
    assert len(found) == len(film) - 7
    apart = off_px(found, film)
    assert np.isfinite(apart).all()
    assert np.percentile(apart, 99) < 0.02 * LEG_PX
    straight = off_px(filled(film, 8, with_legs=False), film)
    assert np.sqrt((apart**2).mean()) < 0.7 * np.sqrt((straight**2).mean())


def test_seen_frames_stay_as_they_are_and_are_told():
    film = stick_runner(fps=120.0, noise_px=2.0)
    found = filled(film, 4)
    own = read_movement(film.picked(slice(0, None, 4))).cleaned.track
    assert np.array_equal(found.only_seen().xy_px, own.xy_px, equal_nan=True)
    assert np.array_equal(np.flatnonzero(found.seen), np.arange(0, len(found), 4))
    assert found.only_seen().seen is None


def test_nothing_is_said_across_a_gap():
    film = stick_runner(fps=120.0)
    track = film.picked(slice(0, None, 4))
    xy = track.xy_px.copy()
    xy[40:46] = np.nan
    found = whole_film(replace(track, xy_px=xy), FilmFrames(film.frame, film.time_s))
    assert np.isnan(found.xy_px[4 * 40 - 3 : 4 * 45 + 4]).all()
    assert np.isfinite(found.xy_px[4 * 30, FEET]).all()


def test_a_table_with_frames_between_gives_the_same_numbers(tmp_path):
    film = stick_runner(fps=120.0, noise_px=1.0)
    seen = film.picked(slice(0, None, 4))
    write_landmarks(seen, tmp_path / "seen.csv")
    write_landmarks(filled(film, 4), tmp_path / "all.csv")
    whole, _ = read_landmarks(tmp_path / "all.csv")
    assert whole.seen.sum() == len(seen)
    one, other = (
        analyze(tmp_path / name, AnalysisSettings(height_cm=175), landmarks=True)
        for name in ("seen.csv", "all.csv")
    )
    pairs = list(zip(one.analysis.metrics, other.analysis.metrics, strict=True))
    assert all(a.value == pytest.approx(b.value, abs=0.02) for a, b in pairs if a.value)
    assert one.analysis.slow_motion_factor == other.analysis.slow_motion_factor
    assert len(other.track) == len(whole)
