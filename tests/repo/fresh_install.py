"""Wheel and sdist, each alone in an empty environment: ``python tests/repo/fresh_install.py``.

Builds both, looks at what is inside, installs each into an environment of its own and analyses
the sample that came with it. ``--python 3.13`` (or a path) takes another interpreter. Needs uv
and a package index; takes some minutes.
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

ROOT = Path(__file__).parents[2]
BIN = "Scripts" if os.name == "nt" else "bin"
UV = shutil.which("uv", path=os.pathsep.join([os.environ["PATH"], str(ROOT / ".uv-venv" / BIN)]))
SECONDS = "5"
MOST_BYTES = 60_000_000
ONCE = ("pose_landmarker_heavy.task", "pose_landmarker_full.task", "overstrider_portrait.mp4")
LOOK = """
import json
from pathlib import Path
import formcheck
from formcheck.cli.demo import sample_clip
package = Path(formcheck.__file__).parent
inside = ("guidelines/data/formcheck.toml", "report/templates/report.html.j2", "guides/api.md",
          "tables/markers.toml", "quality/reasons.toml", "_models/registry.toml", "py.typed")
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
    assert analysis["quality"]["verdict"] in ("ok", "caution"), analysis["quality"]
    assert (place / "out" / "report.html").stat().st_size > 100_000
    cadence = next(m for m in analysis["metrics"] if m["metric"] == "cadence_spm")
    return (
        f"{package.name}, Python {analysis['provenance']['python']}: "
        f"{analysis['quality']['verdict']}, {cadence['value']:.1f} steps/min"
    )


def main():
    """Build, look, install, measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=sys.executable, help="version or path")
    python = parser.parse_args().python
    if UV is None:
        sys.exit("uv was not found: install it (pip install uv) or put it on the path.")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run(UV, "build", "--quiet", "--out-dir", place / "dist", ROOT, cwd=place)
        sys.stdout.write(look_inside(next((place / "dist").glob("*.whl"))) + "\n")
        for package in sorted((place / "dist").glob("formcheck-*")):
            sys.stdout.write(check(package, place / package.suffix.strip("."), python) + "\n")


if __name__ == "__main__":
    main()
