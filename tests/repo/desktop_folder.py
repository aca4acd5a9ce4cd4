"""The desktop folder, built and used as by somebody without Python: run by hand.

    python tests/repo/desktop_folder.py [--folder dist/formcheck]

Builds the folder with PyInstaller and the versions of the lock (or takes the one that is named),
asks its doctor, starts it as a double click does, looks whether it opens the page, hands it the
sample in a real browser, and compares what it measured with the truth. Needs uv, Chromium, a free
port 8765 and some minutes.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from children import HEARS_CTRL_C  # noqa: E402 - found by the line above
from repo.fresh_install import CADENCE_WITHIN_SPM, UV  # noqa: E402
from report.browser import browser  # noqa: E402

SAMPLE = ROOT / "sample_videos" / "sound_runner_treadmill.mp4"
SPEC = ROOT / "docs" / "packaging" / "formcheck.spec"
EXTRAS = ("web", "fit", "lab")
WAIT_S = 600


def build(place):
    """Make the folder in an environment of its own."""
    extras = [word for extra in EXTRAS for word in ("--extra", extra)]
    uv = [UV, "run", "--locked", "--isolated", "--no-dev", "--group", "desktop", *extras]
    paths = ["--distpath", place / "dist", "--workpath", place / "work"]
    words = [*uv, "pyinstaller", "--noconfirm", "--log-level=WARN", *paths, SPEC]
    subprocess.run([str(word) for word in words], cwd=ROOT, check=True)
    return place / "dist" / "formcheck"


def size_bytes(folder):
    """What the folder takes on the disk; links count once."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def ask_doctor(program, place):
    """Every check must be well, not only those without which nothing works."""
    done = subprocess.run(
        [program, "doctor", "--json"], cwd=place, capture_output=True, text=True, check=True
    )
    checks = json.loads(done.stdout)["checks"]
    assert checks
    assert all(check["state"] == "ok" for check in checks), done.stdout
    return f"doctor: {len(checks)} checks, all ok"


def start(program, place):
    """Start it without a word, with a browser that only writes down what it is told."""
    note = place / "told.txt"
    listener = place / "browser.sh"
    listener.write_text(f'#!/bin/sh\necho "$1" "[$LD_LIBRARY_PATH]" >> {note}\n', encoding="utf-8")
    listener.chmod(0o755)
    own = {
        k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "LD_"))
    }
    own |= {"BROWSER": f"{listener} %s", "FORMCHECK_DATA": str(place / "data")}
    with (place / "log.txt").open("wb") as log:
        server = subprocess.Popen([program], cwd=place, env=own, stderr=log, **HEARS_CTRL_C)
    end = time.monotonic() + 60
    while not note.is_file() or not note.read_text(encoding="utf-8").endswith("\n"):
        assert server.poll() is None, (place / "log.txt").read_text(encoding="utf-8")
        assert time.monotonic() < end, "no browser was opened"
        time.sleep(0.1)
    address, libraries = note.read_text(encoding="utf-8").split()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address), address
    assert libraries == "[]", libraries
    again = subprocess.run(
        [program], cwd=place, env=own, capture_output=True, timeout=60, check=True
    )
    assert not again.stdout, again.stdout
    assert note.read_text(encoding="utf-8").split()[2] == address
    return server, address


def measure(address, place):
    """Hand it the sample as a person does, and read what it found."""
    with browser(place / "profile") as page:
        page.size(1280, 800)
        page.go(address)
        root = page.call("DOM.getDocument")["root"]["nodeId"]
        node = page.call("DOM.querySelector", nodeId=root, selector="#file")["nodeId"]
        page.call("DOM.setFileInputFiles", nodeId=node, files=[str(SAMPLE)])
        page.wait("!document.getElementById('go').disabled")
        page.run("void document.getElementById('go').click()")
        page.wait("document.querySelector('iframe.report, .notice:not([hidden]) .fix')", WAIT_S)
        assert page.run("document.querySelector('iframe.report') !== null"), page.run(
            "document.querySelector('.notice').textContent"
        )
        assert page.complaints == [], page.complaints
    (found,) = (place / "data" / "clips").glob("*/results/analysis.json")
    analysis = json.loads(found.read_text(encoding="utf-8"))
    cadence = next(m["value"] for m in analysis["metrics"] if m["metric"] == "cadence_spm")
    truth = json.loads(SAMPLE.with_suffix(".truth.json").read_text(encoding="utf-8"))
    true_spm = truth["metrics"]["overall"]["cadence_spm"]
    assert abs(cadence - true_spm) <= CADENCE_WITHIN_SPM, (cadence, true_spm)
    python = analysis["provenance"]["python"]
    return f"through its page, Python {python}: {cadence:.1f} of {true_spm:.1f} steps/min"


def main():
    """Build, ask, start, measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="a folder that is already built")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        folder = options.folder.resolve() if options.folder else build(place)
        program = next(path for path in folder.glob("formcheck*") if path.is_file())
        sys.stdout.write(f"{folder.name}: {size_bytes(folder) / 1e6:.0f} MB\n")
        sys.stdout.write(ask_doctor(program, place) + "\n")
        server, address = start(program, place)
        try:
            sys.stdout.write(f"opens {address}, and opens it again when started twice\n")
            sys.stdout.write(measure(address, place) + "\n")
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)
        sys.stdout.write(f"Ctrl-C: ends with {server.returncode}\n")
    return server.returncode


if __name__ == "__main__":
    sys.exit(main())
