"""Landmarks of both samples, one MediaPipe against another: run by hand, needs uv and an index.

    python tests/repo/mediapipe_versions.py 1.2.2 1.2.3

Each version is installed in an environment of its own and sees every picture of both samples with
both models, as they stand in `models/` and, where `../shared/models` has them, as their originals.
Ends with 1 unless all landmarks are the same to the last bit.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ORIGINALS = ROOT.parent / "shared" / "models"
BIN = "Scripts" if os.name == "nt" else "bin"
UV = shutil.which("uv", path=os.pathsep.join([os.environ["PATH"], str(ROOT / ".uv-venv" / BIN)]))
SEE = """
import sys
from contextlib import closing
from pathlib import Path
import numpy as np
from formcheck.pose.mediapipe import MediaPipeTracker
from formcheck.video.reader import read_frames

model, film, end_s, out = sys.argv[1:]
rows = []
nobody = np.full(198, np.nan)
with closing(MediaPipeTracker(Path(model))) as tracker:
    for frame in read_frames(film, end_s=float(end_s)):
        body = tracker.track(frame.image_rgb)
        rows.append(nobody if body is None else np.concatenate([part.ravel() for part in body]))
np.save(out, np.array(rows, np.float32))
"""


def install(version, place):
    """Make an environment with formcheck and this MediaPipe; its interpreter."""
    override = place / f"{version}.txt"
    override.write_text(f"mediapipe=={version}\n", encoding="utf-8")
    environment = place / version
    python = environment / BIN / "python"
    subprocess.run([UV, "venv", "--quiet", environment, "--python", sys.executable], check=True)
    words = [UV, "pip", "install", "--quiet", "--python", python, "--override", override, ROOT]
    subprocess.run(words, check=True)
    return python


def see(python, model, film, end_s, out):
    """What this environment sees; bytes, which are compared."""
    words = [python, "-c", SEE, model, film, end_s, out]
    subprocess.run([str(word) for word in words], check=True, stderr=subprocess.DEVNULL)
    return out.read_bytes()


def main():
    """Compare, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("version", nargs="+")
    parser.add_argument("--end", default="inf", help="seconds of each sample (all)")
    options = parser.parse_args()
    folders = [ROOT / "models"] + ([ORIGINALS] if ORIGINALS.is_dir() else [])
    films = sorted((ROOT / "sample_videos").glob("*.mp4"))
    different = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        pythons = {version: install(version, place) for version in options.version}
        for film in films:
            for model in ("full", "heavy"):
                seen = {
                    see(
                        python,
                        f / f"pose_landmarker_{model}.task",
                        film,
                        options.end,
                        place / "a.npy",
                    )
                    for python in pythons.values()
                    for f in folders
                }
                same = len(seen) == 1
                different += not same
                told = "the same to the last bit" if same else f"{len(seen)} different results"
                sys.stdout.write(f"{film.stem}, {model}: {told}\n")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
