"""What ``formcheck doctor`` looks at: each check says how it is and how to mend it."""

import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from formcheck.errors import FormcheckError
from formcheck.installation import required, with_package
from formcheck.version import __version__, installed

State = Literal["ok", "warn", "bad"]

LIBRARIES = (
    "on Debian and Ubuntu: apt-get install libxcb1 libgl1 libglib2.0-0 libegl1 libgles2; "
    "elsewhere install formcheck again"
)
OPENCV = ("opencv-python", "opencv-contrib-python")
HEADLESS = ("opencv-python-headless", "opencv-contrib-python-headless")
SMALL_DISK_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One finding of the doctor.

    Attributes
    ----------
    name : str
        What was looked at.
    state : {"ok", "warn", "bad"}
        ``bad`` where no clip can be analysed until it is mended.
    text : str
        What was found.
    fix : str
        What to do; empty when all is well.
    """

    name: str
    state: State
    text: str
    fix: str = ""


def all_checks() -> Iterator[Check]:
    """Yield every check in the order in which faults build on each other."""
    yield python()
    yield packages()
    yield opencv_twins()
    yield from models()
    yield pose_estimation()
    yield video()
    yield cache()
    yield results_folder()


def python() -> Check:
    """Name the interpreter and the machine."""
    text = f"Python {platform.python_version()}, formcheck {__version__}, {platform.platform()}"
    if sys.maxsize < 2**32:
        return Check("python", "bad", text, "install a 64-bit Python: MediaPipe has no other")
    return Check("python", "ok", text)


def packages() -> Check:
    """Look for every package formcheck needs."""
    found = {name: installed(name) for name in _needed()}
    missing = [name for name, version in found.items() if version is None]
    if missing:
        fix = with_package(*(required(name) or name for name in missing))
        return Check("packages", "bad", f"missing: {', '.join(missing)}", fix)
    return Check("packages", "ok", ", ".join(f"{k} {v}" for k, v in found.items()))


def _needed() -> list[str]:
    """Name the packages that formcheck asks for itself, without its extras'."""
    asked = metadata.requires("formcheck") or []
    names = (re.match(r"[\w.-]+", line) for line in asked if "extra ==" not in line)
    return sorted(name[0] for name in names if name is not None)


def opencv_twins() -> Check:
    """Check that the wheels that share the folder ``cv2`` are of one version."""
    versions = {name: installed(name) for name in OPENCV}
    headless = [name for name in HEADLESS if installed(name)]
    text = ", ".join(f"{name} {version}" for name, version in versions.items())
    if headless:
        fix = f"pip uninstall {' '.join(headless)}, then {_opencv_again()}"
        return Check("opencv", "warn", f"{text}; also {', '.join(headless)}", fix)
    if len(set(versions.values())) > 1:
        return Check("opencv", "warn", f"{text}: they own the same files", _opencv_again())
    return Check("opencv", "ok", text)


def _opencv_again() -> str:
    """Name the one version that formcheck asks for, which exists for both wheels."""
    return with_package(*(required(name) or name for name in OPENCV))


def models() -> Iterator[Check]:
    """Check each pose model's file against its checksum."""
    from formcheck.cli.models import state
    from formcheck.pose.models import list_models
    from formcheck.settings import DEFAULT_MODEL

    try:
        known = list_models()
    except FormcheckError as error:
        yield Check("models", "bad", error.what, error.fix)
        return
    for model in known:
        found = state(model)
        name = f"model {model.name}"
        if found == "ok":
            yield Check(name, "ok", f"{model.path}, checksum right")
        else:
            fault: State = "bad" if model.name == DEFAULT_MODEL else "warn"
            yield Check(name, fault, found, "install formcheck again")


def pose_estimation() -> Check:
    """Start the pose model, which loads every system library it needs, and show it a runner."""
    name = "pose estimation"
    try:
        from formcheck.pose.first_look import look
        from formcheck.pose.mediapipe import MediaPipeFinder, quiet_setup
        from formcheck.pose.models import load_model
        from formcheck.pose.offline import close_the_line
        from formcheck.settings import DEFAULT_MODEL

        close_the_line()
        _, model = load_model(DEFAULT_MODEL)
        with quiet_setup():
            finder = MediaPipeFinder(model)
        with closing(finder):
            look(finder)
    except FormcheckError as error:
        fix = LIBRARIES if error.code == "pose_model_failed" else error.fix
        return Check(name, "bad", error.what, fix)
    except (ImportError, OSError) as error:
        return Check(name, "bad", f"a system library is missing: {error}", LIBRARIES)
    return Check(name, "ok", "the default model finds the runner in a rendered picture")


def video() -> Check:
    """Write a film of three pictures as the annotated video is written, and read it back."""
    name = "video"
    try:
        import numpy as np

        from formcheck.video.reader import read_frames
        from formcheck.video.writer import VideoWriter

        with tempfile.TemporaryDirectory() as folder:
            film = Path(folder) / "film.mp4"
            with VideoWriter(film) as writer:
                for number in range(3):
                    writer.write(np.full((64, 64, 3), 80 * number, np.uint8), number / 30)
            frames = sum(1 for _ in read_frames(film))
    except FormcheckError as error:
        return Check(name, "bad", error.what, error.fix)
    except (ImportError, OSError) as error:
        fix = with_package("av")
        return Check(name, "bad", f"PyAV cannot be used: {error}", fix)
    if frames != 3:
        fix = with_package("av")
        return Check(name, "bad", f"of 3 frames written, {frames} were read back", fix)
    return Check(name, "ok", "H.264 written and read back")


def cache() -> Check:
    """Say where landmarks are kept and how large that has become."""
    from formcheck.pose.cache import size_bytes
    from formcheck.pose.place import folder

    size = f"{size_bytes() / 1e6:.1f}"
    what = f"{folder()}, {size} MB; 'formcheck doctor --clear-cache' empties it"
    if not _writable(folder()):
        fix = "without it every look at a clip starts anew; make the folder writable"
        return Check("cache", "warn", f"{folder()} cannot be written", fix)
    return Check("cache", "ok", what)


def results_folder() -> Check:
    """Check that results can be written where formcheck was started."""
    here = Path.cwd()
    if not _writable(here):
        fix = "change to a folder of your own, or name one with --out"
        return Check("results", "warn", f"{here} cannot be written", fix)
    free = shutil.disk_usage(here).free
    state: State = "warn" if free < SMALL_DISK_BYTES else "ok"
    fix = "make room on the disk" if state == "warn" else ""
    return Check("results", state, f"{here} can be written, {free / 1e9:.1f} GB free", fix)


def _writable(folder: Path) -> bool:
    """Whether a file can be made in ``folder``, or in the nearest parent that exists."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
