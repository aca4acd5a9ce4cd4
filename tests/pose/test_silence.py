import os
import subprocess
import sys
import threading

from formcheck.pose.silence import silenced

USE = """
from contextlib import closing
import numpy as np
from formcheck.pose.mediapipe import MediaPipeTracker, MediaPipeFinder, quiet_setup
from formcheck.pose.models import load_model
path = load_model("full")[1]
with quiet_setup():
    finder, tracker = MediaPipeFinder(path), MediaPipeTracker(path)
with closing(finder), closing(tracker):
    finder.find(np.zeros((64, 64, 3), np.uint8))
    tracker.track(np.zeros((64, 64, 3), np.uint8))
"""


def test_models_are_made_used_and_closed_without_a_word():
    done = subprocess.run(
        [sys.executable, "-c", USE], capture_output=True, text=True, check=True, timeout=120
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_what_is_written_meanwhile_is_lost_and_afterwards_shown(capfd):
    os.write(2, b"before ")
    with silenced():
        os.write(2, b"meanwhile ")
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_silences_that_overlap_give_the_descriptor_back(capfd):
    first_is_in, second_is_in = threading.Event(), threading.Event()

    def first():
        with silenced():
            first_is_in.set()
            second_is_in.wait(10)

    thread = threading.Thread(target=first)
    thread.start()
    first_is_in.wait(10)
    with silenced():
        second_is_in.set()
        thread.join()
        os.write(2, b"not yet ")
    os.write(2, b"now")
    assert capfd.readouterr().err == "now"


def test_a_process_without_descriptor_2_is_left_alone():
    code = "import os; from formcheck.pose.silence import silenced\nos.close(2)\n"
    code += "with silenced():\n    pass\nprint('done')"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    assert done.stdout.strip() == b"done"
