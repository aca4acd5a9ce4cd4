"""In processes of their own, because a module is imported once."""

import subprocess
import sys


def run(code):
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )


def test_mediapipe_comes_without_matplotlib():
    done = run(
        "import sys, formcheck.pose.mediapipe\n"
        "assert not [m for m in sys.modules if m.startswith('matplotlib')]\n"
    )
    assert done.returncode == 0, done.stderr


def test_matplotlib_is_whole_afterwards_and_mediapipe_can_use_it():
    done = run(
        "import formcheck.pose.mediapipe\n"
        "import matplotlib\n"
        "matplotlib.use('Agg')\n"
        "import matplotlib.pyplot as plt\n"
        "from mediapipe.tasks.python.vision import drawing_utils\n"
        "assert drawing_utils.plt.figure is plt.figure\n"
        "assert matplotlib.__path__\n"
    )
    assert done.returncode == 0, done.stderr


def test_matplotlib_that_is_loaded_stays():
    done = run(
        "import matplotlib\n"
        "import formcheck.pose.mediapipe, sys\n"
        "assert sys.modules['matplotlib'] is matplotlib\n"
        "assert matplotlib.__version__\n"
    )
    assert done.returncode == 0, done.stderr
