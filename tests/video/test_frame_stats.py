import cv2
import numpy as np
import pytest

from formcheck.video.frame_stats import FrameStats, StatsMeter

RNG = np.random.default_rng(7)


def scene(height=360, width=640):
    coarse = RNG.integers(30, 220, (height // 20, width // 20, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))


def measured(images, width=None):
    meter = StatsMeter(width or images[0].shape[1])
    return FrameStats.of([meter.measure(image) for image in images])


def test_a_moving_camera_is_measured():
    wide = scene(360, 900)
    images = [wide[:, 8 * k : 8 * k + 640].copy() for k in range(8)]
    stats = measured(images)
    assert np.isnan(stats.shift_px[0]).all()
    assert np.median(stats.shift_px[1:], axis=0) == pytest.approx([-8, 0], abs=0.4)


def test_shifts_are_in_pixels_of_the_full_size_picture():
    wide = scene(360, 900)
    images = [wide[:, 8 * k : 8 * k + 640].copy() for k in range(4)]
    stats = measured(images, width=1280)
    assert np.median(stats.shift_px[1:, 0]) == pytest.approx(-16, abs=0.8)


@pytest.mark.parametrize("size", [(360, 640), (640, 360), (361, 635)])
def test_a_still_camera_stays_still_while_a_runner_moves(size):
    still = scene(*size)
    images = []
    for k in range(6):
        image = still.copy()
        middle = size[1] // 2
        image[size[0] // 4 : -size[0] // 8 + 3 * k, middle - 15 : middle + 15] = 255 - 25 * k
        images.append(image)
    stats = measured(images)
    assert np.abs(stats.shift_px[1:]).max() < 0.5
    assert stats.change_mean[1:].min() > 0.05


def test_a_repeated_picture_does_not_change():
    image = scene()
    stats = measured([image, image])
    assert stats.change_mean[1] == 0
    assert np.isnan(stats.change_mean[0])


def test_pictures_are_left_as_they_are():
    image = scene()
    before = image.copy()
    stats = measured([image] * 3)
    assert np.array_equal(image, before)
    assert np.ptp(stats.luma) == 0


def test_blur_lowers_sharpness():
    image = scene()
    image[::7, ::5] = 255
    blurred = np.asarray(cv2.GaussianBlur(image, (0, 0), 3))
    sharp, soft = measured([image, blurred]).sharpness
    assert soft < 0.3 * sharp


def test_bars_are_measured_in_full_size_pixels():
    image = scene()
    image[:40] = 3
    image[-80:] = 3
    image[:, :64] = 3
    assert measured([image]).border_px[0] == pytest.approx([64, 40, 0, 80], abs=8)
    assert measured([scene()]).border_px[0] == pytest.approx([0, 0, 0, 0])
    assert measured([np.zeros((90, 160, 3), np.uint8)]).border_px[0] == pytest.approx([0] * 4)


def test_a_lone_runner_in_front_of_a_plain_wall_tells_nothing_about_the_camera():
    runner = scene(200, 120)
    images = []
    for k in range(4):
        image = np.full((360, 640, 3), 128, np.uint8)
        image[80:280, 240 + 10 * k : 360 + 10 * k] = runner
        images.append(image)
    assert np.isnan(measured(images).shift_px).all()


def test_a_picture_without_structure_has_no_shift():
    grey = np.full((90, 160, 3), 128, np.uint8)
    assert np.isnan(measured([grey, grey]).shift_px[1]).all()


def test_no_frames():
    stats = FrameStats.of([])
    assert stats.shift_px.shape == (0, 2)
    assert stats.border_px.shape == (0, 4)
    assert stats.luma.shape == (0,)


def test_values_cannot_be_changed():
    stats = measured([scene()])
    with pytest.raises(ValueError, match="read-only"):
        stats.luma[0] = 1
