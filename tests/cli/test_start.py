"""`formcheck --help` answers at once and needs nothing but the standard library."""

import json
import subprocess
import sys
import time
from pathlib import Path

from runner import SOUND_RUNNER

HEAVY = {
    "av",
    "cv2",
    "jinja2",
    "matplotlib",
    "mediapipe",
    "numpy",
    "pandas",
    "pydantic",
    "rich",
    "scipy",
}

REPORT_MODULES = """
import json, sys
from formcheck.cli.app import main
main(sys.argv[1:])
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def modules_after(*words):
    done = subprocess.run(
        [sys.executable, "-c", REPORT_MODULES, *words], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_help_imports_nothing_heavy():
    loaded = modules_after("--help")
    assert "argparse" in loaded
    assert not loaded & HEAVY


def test_help_of_a_command_imports_nothing_heavy():
    assert not modules_after("analyze", "--help") & HEAVY


def test_importing_the_package_imports_nothing_heavy():
    code = "import sys, formcheck, formcheck.__main__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {name.partition(".")[0] for name in done.stdout.split()} & HEAVY


def test_numbers_alone_load_no_report(tmp_path):
    words = ["analyze", "--landmarks", str(SOUND_RUNNER), "--only-data", "--quiet"]
    loaded = modules_after(*words, "--out", str(tmp_path / "out"))
    assert "scipy" in loaded
    assert not loaded & {"jinja2", "matplotlib"}


def test_a_server_that_waits_holds_no_signal_processing_and_no_figures():
    code = "import sys, formcheck.web.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "formcheck.words.wording" in loaded
    assert not loaded & {"scipy.signal", "scipy.stats", "matplotlib", "pandas", "cv2"}


def test_a_command_lets_its_threads_take_turns_often():
    code = "import sys; from formcheck.cli.app import main; main(['--version']); "
    code += "print(sys.getswitchinterval())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout.split()[-1]) < 0.001


def time_s(*arguments):
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def test_help_takes_at_most_four_times_an_empty_program():
    # Best times, taken in turns: a busy machine delays both, and only ever delays.
    empty_s = help_s = float("inf")
    for turn in range(60):
        empty_s = min(empty_s, time_s("-c", "pass"))
        help_s = min(help_s, time_s("-m", "formcheck", "--help"))
        if turn >= 9 and help_s <= 4 * empty_s:
            break
    assert help_s <= 4 * empty_s


SEEN = """
import sys
import formcheck.pose.extract
from formcheck.__main__ import main
def extract(*_, **__):
    print(*sys.modules)
    raise KeyboardInterrupt
formcheck.pose.extract.extract_pose = extract
sys.exit(main())
"""


def test_a_film_is_looked_at_before_scipy_is_loaded(tmp_path):
    """Then the pose model works on all cores, and loading takes its share of them."""
    sample = Path(__file__).parents[2] / "sample_videos" / "overstrider_portrait.mp4"
    words = ["analyze", str(sample), "--no-cache", "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-c", SEEN, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 130, done.stderr
    loaded = done.stdout.split()
    assert "numpy" in loaded
    assert not {"scipy", "pandas", "matplotlib"} & set(loaded)
