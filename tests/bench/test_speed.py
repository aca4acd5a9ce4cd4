"""The speed bench measures what it says; no test here depends on how fast the machine is."""

import os
import subprocess
import sys

import pytest

from bench import speed_clips, speed_page
from formcheck.video.copies import repeats_pictures
from formcheck.video.probe import probe

if not sys.platform.startswith("linux"):
    pytest.skip("the speed bench reads /proc, which only Linux has", allow_module_level=True)

from bench import speed_run

MEMORY = "import time; held = bytearray(60_000_000); time.sleep(1.0)"
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {MEMORY!r}], check=True)"
WORK = "import time\nwhile time.process_time() < 0.5: pass"


def cost(code, cores=None):
    return speed_run.run([sys.executable, "-c", code], environment=os.environ, cores=cores)


def test_memory_and_processor_time_of_children_count():
    assert cost(MEMORY).peak_mb == pytest.approx(65, abs=12)
    parent = cost(CHILD)
    assert 60 < parent.peak_mb < 100
    assert cost(WORK).cpu_s == pytest.approx(0.55, abs=0.15)


def test_a_process_that_has_ended_is_looked_at_without_a_word():
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    assert speed_run.family(ended.pid) == [ended.pid]
    assert speed_run.memory_kb(ended.pid) == 0


def test_a_task_can_be_held_to_one_core():
    code = "import os; assert len(os.sched_getaffinity(0)) == 1"
    cost(f"import time; time.sleep(0.3); {code}", cores=1)


def test_a_task_that_fails_stops_the_bench_with_its_words():
    with pytest.raises(SystemExit, match="no such thing"):
        cost("raise ValueError('no such thing')")


def test_films_repeat_without_a_gap(tmp_path):
    unit, film = tmp_path / "unit.mp4", tmp_path / "film.mp4"
    small = speed_clips.Film(320, 180, every=4)
    frames = speed_clips.make(small, unit)
    speed_clips.repeat(unit, 3, frames, 15.0, film)
    clip = probe(film)
    assert (clip.width, clip.height) == (320, 180)
    assert clip.duration_s == pytest.approx(3 * frames / 15.0, abs=0.1)
    assert clip.frames == 3 * frames
    assert clip.fps == pytest.approx(15.0, abs=0.05)


def task(wall, wall_s=10.0):
    rest = {"wall_low": wall, "wall_high": wall, "cpu": 1.1, "peak_mb": 900.0}
    return {"wall": wall, "wall_s": wall_s, **rest}


def results(pose=0.6, last_mb=650.0, others=0.0):
    tasks = {"plain": task(1.0), "pose": task(pose), "whole": task(0.9)}
    tasks |= {"cached": task(0.5), "data": task(0.2)}
    cost = {"wall_s": 10.0, "cpu_s": 20.0, "peak_mb": 700.0, "others": 0.0}
    lengths = [
        {"length": name, "frames": n, "wall_s": 2.0 + 0.01 * n, "cpu_s": 0.02 * n, "peak_mb": mb}
        for name, n, mb in (
            *(("5 s", 145, 600.0), ("19 s", 580, 630.0)),
            *(("1 min", 1740, 640.0), ("10 min", 17980, last_mb)),
        )
    ]
    return {
        "machine": speed_page.machine(),
        "rounds": 1,
        "others": others,
        "clips": {"1280x720, 60 fps": {"full": tasks, "heavy": tasks}},
        "sizes": [
            {"size": name, "frames": 290, "plain": cost, "pose": cost, "whole": cost}
            for name in speed_clips.SIZES
        ],
        "lengths": lengths,
        "cores": {
            "full": {
                "pose": {"wall_1_s": 9.0, "wall_2_s": 5.0},
                "whole": {"wall_1_s": 15.0, "wall_2_s": 8.0},
            }
        },
        "start": {"empty_s": 0.01, "help_s": 0.03},
    }


def reached(found):
    return {goal.what: goal.reached for goal in speed_page.goals(found)}


def test_goals_are_judged():
    assert all(reached(results()).values())
    slow = reached(results(pose=0.7, last_mb=1300.0))
    missed = {what for what, ok in slow.items() if not ok}
    assert missed == {
        "pose stage, frames a second, full",
        "pose stage, frames a second, heavy",
        "memory, 10 min of 1080p, MB",
        "memory, 10 min over 1 min",
    }


def test_the_page_says_when_the_machine_was_busy():
    quiet, busy = speed_page.page(results()), speed_page.page(results(others=1.5))
    assert "not to be trusted" not in quiet
    assert "1.5 cores busy" in busy
    assert "| whole analysis, heavy | ≤ 1 | 0.90 | ok |" in quiet
    assert "| whole analysis, heavy | ≤ 1 | 0.90 | machine busy |" in busy
    assert "| memory, 10 min of 1080p, MB | ≤ 700 | 650 | ok |" in busy
    # 9 s on one core, 5 s on two: 1 s stays, 8 s are shared out by four.
    assert "| full | 1.80 × | 1.88 × | 3.00 × | 2.50 × |" in quiet


def test_a_film_at_another_rate_has_no_copies_and_its_length(tmp_path):
    path = tmp_path / "fast.mp4"
    assert speed_clips.at_rate(120, 1.0, path) == 120
    clip = probe(path)
    assert clip.fps == pytest.approx(120, abs=0.5)
    assert not repeats_pictures(path, 0.5)


def test_rates_and_batch_are_judged():
    found = results()
    row = {"film": "240 fps, 4 s", "model": "heavy", "frames": 960}
    found["rates"] = [row | {"plain": task(1.0), "whole": task(0.2), "data": task(0.15)}]
    found["batch"] = {"clips": 16, "clips_an_hour": 700.0, "cpu_over_network": 1.7}
    assert reached(found)["whole, heavy, 240 fps, 4 s"]
    assert not reached(found)["batch, processor time over the network's"]
    assert "700 clips an hour" in speed_page.page(found)
