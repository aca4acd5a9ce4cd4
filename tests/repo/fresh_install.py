"""Wheel and sdist, each alone in an empty environment: ``python tests/repo/fresh_install.py``.

Builds both, looks at what is inside, installs each without the lock, with the newest versions that
its bounds let in, and measures the sample that came with it against its truth; the document has to
be valid by the schema that it prints. Does so with every Python that uv finds here, from the oldest
that formcheck takes; ``--python 3.13`` (or a path, more than once) names them, ``--only whl``
leaves the sdist out. Whether the newest Python, too, can be served is asked of the index. Needs uv
and a package index; takes some minutes for each Python.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import jsonschema

ROOT = Path(__file__).parents[2]
BIN = "Scripts" if os.name == "nt" else "bin"
UV = shutil.which("uv", path=os.pathsep.join([os.environ["PATH"], str(ROOT / ".uv-venv" / BIN)]))
SECONDS = "5"
PYTHONS = ("3.11", "3.12", "3.13")
RESOLVED_ONLY = "3.14"  # installed and run by the workflow, which has it
CADENCE_WITHIN_SPM = 2.0
MOST_BYTES = 60_000_000
ONCE = ("pose_landmarker_heavy.task", "pose_landmarker_full.task", "overstrider_portrait.mp4")
LOOK = """
import json
from pathlib import Path
import formcheck
from formcheck.cli.demo import sample_clip
package = Path(formcheck.__file__).parent
inside = ("guidelines/data/formcheck.toml", "report/templates/report.html.j2", "guides/api.md",
          "tables/markers.toml", "quality/reasons.toml", "_models/registry.toml", "py.typed",
          "document/analysis.schema.json")
print(json.dumps({
    "package": str(package),
    "sample": str(sample_clip()),
    "missing": [name for name in inside if not (package / name).is_file()],
}))
"""


def run(*words, cwd):
    """Run a program; its output, or its errors and the end."""
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    clean["FORMCHECK_CACHE"] = str(cwd / "cache")
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def look_inside(wheel):
    """The package and its papers, no test, no clip but the rendered ones, nothing twice."""
    size = wheel.stat().st_size
    names = [PurePosixPath(name) for name in zipfile.ZipFile(wheel).namelist()]
    tops = {name.parts[0] for name in names}
    assert tops == {"formcheck", next(t for t in tops if t.endswith(".dist-info"))}, tops
    assert not [n for n in names if "tests" in n.parts or n.name.startswith("test_")]
    assert {n.parts[1] for n in names if n.suffix in (".mp4", ".mov")} == {"_samples"}
    for name in ONCE:
        assert len([n for n in names if n.name == name]) == 1, name
    assert {"LICENSE", "NOTICE"} <= {n.name for n in names if "licenses" in n.parts}
    assert size < MOST_BYTES, size
    return f"{wheel.name}: {len(names)} files, {size / 1e6:.0f} MB"


def check(package, place, python):
    """Install one package alone and measure the sample with it."""
    place.mkdir()
    run(UV, "venv", "--quiet", place / "env", "--python", python, cwd=place)
    scripts = place / "env" / BIN
    run(UV, "pip", "install", "--quiet", "--python", scripts / "python", package, cwd=place)
    look = json.loads(run(scripts / "python", "-c", LOOK, cwd=place))
    assert not look["missing"], look["missing"]
    assert Path(look["package"]).is_relative_to(place), look
    assert Path(look["sample"]).is_relative_to(place), look
    run(scripts / "formcheck", "doctor", cwd=place)
    words = ("analyze", look["sample"], "--end", SECONDS, "--out", place / "out", "--quiet")
    run(scripts / "formcheck", *words, cwd=place)
    analysis = json.loads((place / "out" / "analysis.json").read_text(encoding="utf-8"))
    schema = json.loads(run(scripts / "formcheck", "schema", cwd=place))
    jsonschema.Draft202012Validator(schema).validate(analysis)
    assert analysis["quality"]["verdict"] in ("ok", "caution"), analysis["quality"]
    assert (place / "out" / "report.html").stat().st_size > 100_000
    cadence = next(m for m in analysis["metrics"] if m["metric"] == "cadence_spm")
    truth = Path(look["sample"]).with_suffix(".truth.json").read_text(encoding="utf-8")
    true_spm = json.loads(truth)["metrics"]["overall"]["cadence_spm"]
    assert abs(cadence["value"] - true_spm) <= CADENCE_WITHIN_SPM, (cadence, true_spm)
    return (
        f"{package.name}, Python {analysis['provenance']['python']}: "
        f"mediapipe {analysis['provenance']['packages']['mediapipe']}: "
        f"{analysis['quality']['verdict']}, {cadence['value']:.1f} of {true_spm:.1f} steps/min"
    )


def found_here():
    """Every Python of ours that this machine has."""
    search = [UV, "python", "find", "--no-python-downloads"]
    runs = {v: subprocess.run([*search, v], capture_output=True, check=False) for v in PYTHONS}
    return [version for version, run_of_it in runs.items() if run_of_it.returncode == 0]


def resolves(package, place):
    """Whether the index has everything for the Python that need not be here."""
    wish = place / "wish.txt"
    wish.write_text(f"formcheck @ {package.as_uri()}\n", encoding="utf-8")
    words = (
        "pip",
        "compile",
        "--quiet",
        "--python-version",
        RESOLVED_ONLY,
        "--only-binary",
        ":all:",
    )
    run(UV, *words, wish, cwd=place)
    return f"Python {RESOLVED_ONLY}: resolves"


def main():
    """Build, look, install, measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", action="append", help="version or path")
    parser.add_argument("--only", choices=("whl", "gz"), help="the wheel, or the sdist")
    wish = parser.parse_args()
    if UV is None:
        sys.exit("uv was not found: install it (pip install uv) or put it on the path.")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run(UV, "build", "--quiet", "--out-dir", place / "dist", ROOT, cwd=place)
        wheel = next((place / "dist").glob("*.whl"))
        sys.stdout.write(look_inside(wheel) + "\n" + resolves(wheel, place) + "\n")
        for python in wish.python or found_here():
            for package in sorted((place / "dist").glob(f"formcheck-*{wish.only or ''}")):
                room = place / f"{package.suffix.strip('.')}-{Path(python).name}"
                sys.stdout.write(check(package, room, python) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
