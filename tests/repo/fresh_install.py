"""Wheel and sdist, each alone in an empty environment: ``python tests/repo/fresh_install.py``.

Builds both, installs each into an environment of its own, looks for what must be inside and
analyses the sample that came with it. Needs uv and a package index; takes some minutes.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS = "5"
LOOK = """
import json
from importlib.resources import files
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


def check(package, place):
    """Install one package alone and measure the sample with it."""
    place.mkdir()
    run("uv", "venv", "--quiet", place / "env", "--python", sys.executable, cwd=place)
    scripts = place / "env" / ("Scripts" if os.name == "nt" else "bin")
    run("uv", "pip", "install", "--quiet", "--python", scripts / "python", package, cwd=place)
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
    return f"{package.name}: {analysis['quality']['verdict']}, {cadence['value']:.1f} steps/min"


def main():
    """Build, install, measure."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run("uv", "build", "--quiet", "--out-dir", place / "dist", ROOT, cwd=place)
        for package in sorted((place / "dist").glob("formcheck-*")):
            sys.stdout.write(check(package, place / package.suffix.strip(".")) + "\n")


if __name__ == "__main__":
    main()
