from dataclasses import replace

import av
import cv2
import numpy as np
import pytest

from formcheck.domain.message import Message
from formcheck.domain.pose import PoseTrack
from formcheck.errors import UsageError
from formcheck.overlay.annotate import annotate, film_size
from formcheck.overlay.stills import save_still
from formcheck.video.probe import probe
from formcheck.video.reader import read_frames
from formcheck.video.writer import VideoWriter
from overlay.conftest import HEIGHT, TIMES_S, WIDTH, changed, key_frame, picture, pose
from video.conftest import turn_film

NOTE = Message("mirrored")
"""Stands for what a test has done to the landmarks."""


def frames_of(folder):
    return list(read_frames(folder / "annotated.mp4"))


def still(path):
    return cv2.imread(str(path))[..., ::-1].astype(int)


def test_film_is_what_browsers_play_and_tells_nothing_else(result, tmp_path):
    annotate(result, tmp_path)
    clip = probe(tmp_path / "annotated.mp4")
    assert (clip.codec, clip.created) == ("h264", None)
    assert clip.width % 2 == clip.height % 2 == 0
    data = (tmp_path / "annotated.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(tmp_path / "annotated.mp4")) as container:
        assert [s.type for s in container.streams] == ["video"]
        assert container.streams.video[0].pix_fmt == "yuv420p"
        assert not {"location", "creation_time", "encoder"} & set(container.metadata)


def test_every_frame_keeps_its_own_time(result, tmp_path):
    annotate(result, tmp_path)
    assert [f.time_s for f in frames_of(tmp_path)] == pytest.approx(TIMES_S, abs=2e-4)


def test_part_of_a_clip_starts_at_nought(result, track, tmp_path):
    part = track.span(0.6, 1.4)
    annotate(replace(result, track=part), tmp_path)
    found = frames_of(tmp_path)
    assert [f.time_s for f in found] == pytest.approx(part.time_s - part.time_s[0], abs=2e-4)
    # the white square at the top, 16 pixels wide after doubling, names the source's frame
    row = found[0].image_rgb[8, :, 0].astype(int)
    assert np.flatnonzero(row > 225).mean() == pytest.approx(10 * part.frame[0] + 8, abs=4)


def test_slow_motion_plays_as_it_was_filmed(result, track, tmp_path):
    slow = replace(track, time_s=track.time_s / 4)
    annotate(replace(changed(result, slow_motion_factor=4.0), track=slow), tmp_path)
    assert [f.time_s for f in frames_of(tmp_path)] == pytest.approx(TIMES_S, abs=2e-4)


def test_the_figure_is_drawn_where_the_landmarks_are(result, track, tmp_path):
    annotate(result, tmp_path)
    frame = frames_of(tmp_path)[30]
    size = film_size(WIDTH, HEIGHT)
    scale = size.width / WIDTH

    def colour(name_a, name_b, share=0.45):
        a, b = (track.point(n)[30] * scale for n in (name_a, name_b))
        x, y = a + share * (b - a)
        return frame.image_rgb[round(y), round(x)].astype(int)

    red, _, blue = colour("right_knee", "right_ankle")
    assert red > blue + 60  # the near leg is orange all along
    shades = [colour("left_knee", "left_ankle", s) for s in np.linspace(0.1, 0.9, 60)]
    assert max(c[2] - c[0] for c in shades) > 60  # the far leg is blue ...
    assert min(c[2] - c[0] for c in shades) < 30  # ... and dashed


def test_numbers_of_metrics_that_are_missing_are_not_shown(result, tmp_path):
    """The left end of the strip's first line holds the trunk's angle, if it was measured."""
    size = film_size(WIDTH, HEIGHT)

    def ink(analysis, name):
        folder = tmp_path / name
        folder.mkdir()
        annotate(analysis, folder)
        line = frames_of(folder)[30].image_rgb[size.picture + 4 : size.picture + 28]
        return int((line.max(axis=2) > 120).sum())

    every = ink(result, "every")
    nothing = ink(changed(result, metrics=()), "nothing")
    assert every > 400
    assert nothing == 0


def test_events_flash_when_they_happen_and_not_later(result, tmp_path):
    annotate(result, tmp_path)
    plain = tmp_path / "plain"
    plain.mkdir()
    annotate(changed(result, events=()), plain)
    picture = film_size(WIDTH, HEIGHT).picture
    pairs = zip(frames_of(tmp_path), frames_of(plain), strict=True)
    differs = [
        (np.abs(a.image_rgb[:picture].astype(int) - b.image_rgb[:picture]) > 120).sum() > 50
        for a, b in pairs
    ]
    shown = {t for t, different in zip(TIMES_S, differs, strict=True) if different}
    expected = {
        t
        for t in TIMES_S
        for event in result.analysis.events
        if event.time_s - 0.02 <= t < event.time_s + 0.12
    }
    assert shown == expected


def test_key_frames_are_cut_out_of_the_clean_picture(result, tmp_path):
    annotate(result, tmp_path)
    source = {f.index: f.image_rgb for f in read_frames(result.film)}
    for frame in result.analysis.key_frames:
        x, y, width, height = frame.crop_px
        image = still(tmp_path / frame.picture)
        assert image.shape == (height, width, 3)
        clean = source[frame.frame][y : y + height, x : x + width].astype(int)
        assert np.abs(image - clean).mean() < 8
        assert np.ptp(image, axis=2).max() < 40  # grey as the clip: nothing is drawn in


def test_large_key_frames_are_scaled_down_and_keep_their_shape(tmp_path):
    save_still(np.zeros((2000, 1200, 3), np.uint8), (0, 0, 1200, 2000), tmp_path / "a.jpg")
    assert still(tmp_path / "a.jpg").shape == (1000, 600, 3)


def test_blur_changes_the_head_and_nothing_else(result, tmp_path):
    clear, hidden = tmp_path / "clear", tmp_path / "hidden"
    for folder, blur in ((clear, False), (hidden, True)):
        folder.mkdir()
        annotate(changed(result, settings={"blur_faces": blur}), folder)
    picture = result.analysis.key_frames[0].picture
    difference = np.abs(still(clear / picture) - still(hidden / picture)).max(axis=2)
    rows, columns = np.mgrid[: difference.shape[0], : difference.shape[1]]
    x, y = (170 - 100, 50 - 20)
    away = np.hypot(columns - x, rows - y)
    assert difference[away < 10].mean() > 15
    assert difference[away > 35].max() <= 25  # JPEG's own noise in the blocks beside it
    scale = film_size(WIDTH, HEIGHT).width / WIDTH
    a, b = (frames_of(folder)[30].image_rgb.astype(int) for folder in (clear, hidden))
    head = (
        slice(round(40 * scale), round(60 * scale)),
        slice(round(165 * scale), round(180 * scale)),
    )
    leg = slice(round(130 * scale), round(200 * scale)), slice(0, None)
    assert np.abs(a[head] - b[head]).mean() > 15
    assert np.abs(a[leg] - b[leg]).mean() < 4


def test_a_turned_clip_stands_upright(result, track, tmp_path):
    """Stored on its side, shown turned by 90 degrees: width and height change places."""
    source = turn_film(tmp_path / "clip.mp4", (0, 1, -1, 0))
    assert (probe(source).width, probe(source).height) == (HEIGHT, WIDTH)
    turned = replace(track, width=HEIGHT, height=WIDTH)
    annotate(replace(changed(result, key_frames=()), track=turned), tmp_path)
    frame = frames_of(tmp_path)[0].image_rgb
    size = film_size(HEIGHT, WIDTH)
    assert frame.shape[:2] == (size.picture + size.timeline, size.width)
    # the square of the stored picture's top left corner is at the top right now
    assert frame[8, -8].min() > 200
    assert frame[8, 8].min() < 200


def test_a_refused_clip_says_why(refused, tmp_path):
    annotate(refused, tmp_path)
    frames = frames_of(tmp_path)
    assert len(frames) == len(TIMES_S)
    size = film_size(WIDTH, HEIGHT)
    words = frames[0].image_rgb[size.picture :, : size.width // 2]
    assert (words.max(axis=2) > 150).sum() > 300
    names = sorted(p.name for p in (tmp_path / "pictures").iterdir())
    assert names == ["view_15.jpg", "view_45.jpg"]


def test_frames_without_landmarks_are_drawn_plain(result, track, tmp_path):
    xy = track.xy_px.copy()
    xy[20:30] = np.nan
    annotate(replace(result, track=track.moved(xy, NOTE)), tmp_path)
    frames = frames_of(tmp_path)
    assert len(frames) == len(TIMES_S)
    high = film_size(WIDTH, HEIGHT).picture
    drawn, plain = (np.ptp(frames[n].image_rgb[:high].astype(int), axis=2) for n in (10, 25))
    assert (drawn > 100).sum() > 1000
    assert (plain > 100).sum() == 0


def test_copied_frames_keep_the_figure_and_the_blur(result, track, tmp_path):
    clear, hidden = tmp_path / "clear", tmp_path / "hidden"
    every_second = track.picked(slice(0, None, 2))
    for folder, blur in ((clear, False), (hidden, True)):
        folder.mkdir()
        shown = replace(changed(result, settings={"blur_faces": blur}), track=every_second)
        annotate(shown, folder)
    high = film_size(WIDTH, HEIGHT).picture
    for number in (30, 31):
        a, b = (frames_of(f)[number].image_rgb[:high].astype(int) for f in (clear, hidden))
        assert (np.ptp(a, axis=2) > 100).sum() > 1000
        assert np.abs(a - b).max() > 40


def test_the_stride_loop_is_small_and_shows_one_stride_twice(result, tmp_path):
    annotate(result, tmp_path)
    path = tmp_path / "pictures" / "stride.mp4"
    assert path.stat().st_size <= 1_000_000
    frames = list(read_frames(path))
    step = result.analysis.steps[0]
    inside = [t for t in TIMES_S if step.ic_s <= t < step.stride_end_s]
    assert len(frames) == 2 * len(inside)
    length_s = frames[-1].time_s + frames[1].time_s
    assert length_s == pytest.approx(2 * 2 * 0.8, rel=0.01)  # twice, at half speed
    high, wide = frames[0].image_rgb.shape[:2]
    assert high > wide
    assert max(high, wide) <= 640


def test_sizes_stay_within_bounds():
    for width, height in ((1920, 1080), (1080, 1920), (3840, 2160), (853, 480), (17, 301)):
        size = film_size(width, height)
        assert size.width % 2 == size.picture % 2 == size.timeline % 2 == 0
        assert max(size.width, size.picture + size.timeline) <= 1284
        assert size.width / size.picture == pytest.approx(width / height, rel=0.02, abs=0.01)


def test_progress_counts_frames(result, tmp_path):
    told = []
    annotate(result, tmp_path, told.append)
    assert [(p.stage, p.done, p.total) for p in told] == [
        ("video", n, len(TIMES_S)) for n in range(1, len(TIMES_S) + 1)
    ]


def test_a_stop_leaves_no_film(result, tmp_path):
    def stop(progress):
        if progress.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        annotate(result, tmp_path, stop)
    assert not (tmp_path / "annotated.mp4").exists()


def test_a_clip_that_is_gone_is_said_so(result, tmp_path):
    (tmp_path / "clip.mp4").unlink()
    with pytest.raises(UsageError):
        annotate(result, tmp_path)


def test_a_film_of_240_a_second_plays_at_60_and_has_pictures_of_frames_between(result, tmp_path):
    fps, n, between = 240.0, 241, 101
    path = tmp_path / "fast.mp4"
    with VideoWriter(path, fps=fps) as writer:
        for number in range(n):
            writer.write(picture(number % 60), number / fps)
    times_s = np.arange(n) / fps
    xy = np.array([pose(time_s) for time_s in times_s])
    track = PoseTrack(times_s, np.arange(n), xy, np.ones(xy.shape[:2]), WIDTH, HEIGHT)
    frame = replace(key_frame(track, "IC", between), crop_px=(0, 0, WIDTH, HEIGHT))
    clip = replace(result.analysis.clip, frames=n, fps=fps, duration_s=1.0)
    fast = replace(changed(result, clip=clip, key_frames=(frame,)), track=track, film=path)
    annotate(fast, tmp_path)
    shown_s = [frame.time_s for frame in frames_of(tmp_path)]
    assert len(shown_s) == 61
    assert np.diff(shown_s) == pytest.approx(1 / 60, abs=0.001)
    # It is none of the frames that are shown; its white square tells it from its neighbours.
    assert between % 4 != 0
    row = still(tmp_path / frame.picture)[5, :, 0]
    assert np.flatnonzero(row > 225).mean() == pytest.approx(5 * (between % 60) + 4, abs=2)
