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
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field
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
GUIDE = ROOT / "src" / "formcheck" / "guides" / "install.md"
NOISE = re.compile(r"^(INFO|WARNING|[IWEF]\d{4}) ?[: ]", re.MULTILINE)  # as MediaPipe logs
BEGIN, END = "<!-- ways-in -->", "<!-- ways-in: end -->"
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


def run(*words, cwd, code=0, **more):
    """Run a program; its output (its errors, where it is to fail), or those and the end."""
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    clean |= {"FORMCHECK_CACHE": cwd / "cache", **more}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={name: str(value) for name, value in clean.items()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != code:
        sys.exit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    assert not NOISE.search(done.stderr), done.stderr
    return done.stderr if code else done.stdout


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
    return (
        f"{package.name}, Python {analysis['provenance']['python']}: "
        f"mediapipe {analysis['provenance']['packages']['mediapipe']}: "
        f"{analysis['quality']['verdict']}, {as_true(analysis, Path(look['sample']))}"
    )


def as_true(analysis, sample):
    """The cadence beside the true one, which it must meet."""
    found = next(m["value"] for m in analysis["metrics"] if m["metric"] == "cadence_spm")
    truth = json.loads(sample.with_suffix(".truth.json").read_text(encoding="utf-8"))
    true_spm = truth["metrics"]["overall"]["cadence_spm"]
    assert abs(found - true_spm) <= CADENCE_WITHIN_SPM, (found, true_spm)
    return f"{found:.1f} of {true_spm:.1f} steps/min"


def found_here():
    """Every Python of ours that this machine has."""
    found = (find(version) for version in PYTHONS)
    return [python for python in found if python is not None]


def find(version):
    """The interpreter, also one that pyenv keeps and has not switched on; None without one."""
    search = [UV, "python", "find", "--no-python-downloads", version]
    done = subprocess.run(search, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return done.stdout.strip()
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    return max(map(str, pyenv.glob(f"{version}.*/{BIN}/python")), default=None)


def resolves(package, place):
    """Whether the index has everything for the Python that need not be here."""
    requirement = place / "requirement.txt"
    requirement.write_text(f"formcheck @ {package.as_uri()}\n", encoding="utf-8")
    words = (
        "pip",
        "compile",
        "--quiet",
        "--python-version",
        RESOLVED_ONLY,
        "--only-binary",
        ":all:",
    )
    run(UV, *words, requirement, cwd=place)
    return f"Python {RESOLVED_ONLY}: resolves"


@dataclass
class Way:
    """One way in: what installs, what is formcheck then, and what it says of a missing extra."""

    name: str
    installer: list
    install: list
    formcheck: list
    hint: str | None
    own: dict = field(default_factory=dict)


def ways_in(wheel, python, place):
    """Every way of the README: from the wheel, some with extras, and a clone."""
    uvx = Path(UV).resolve().with_name("uvx")
    tools, pipx, env, clone = (place / name for name in ("tools", "pipx", "env", "clone"))
    yield Way(
        "uv tool",
        installer=[UV, "--version"],
        install=[[UV, "tool", "install", "--python", python, f"{wheel}[web,fit]"]],
        formcheck=[tools / BIN / "formcheck"],
        hint=f'uv tool install --force "{wheel}[fit,parquet,web]"',
        own={"UV_TOOL_DIR": tools, "UV_TOOL_BIN_DIR": tools / BIN},
    )
    yield Way(
        "uvx",
        installer=[uvx, "--version"],
        install=[],
        formcheck=[uvx, "--python", python, "--from", f"{wheel}[web]", "formcheck"],
        hint=f'uvx --from "{wheel}[parquet,web]" formcheck',
    )
    yield Way(
        "pipx",
        installer=[uvx, "pipx", "--version"],
        install=[[uvx, "pipx", "install", "--python", python, f"{wheel}[fit]"]],
        formcheck=[pipx / BIN / "formcheck"],
        hint=f'pipx install --force "{wheel}[fit,parquet]"',
        own={"PIPX_HOME": pipx, "PIPX_BIN_DIR": pipx / BIN, "PIPX_MAN_DIR": pipx / "man"},
    )
    pip = env / BIN / "pip"
    yield Way(
        "pip",
        installer=[pip, "--version"],
        install=[[python, "-m", "venv", env], [pip, "install", "-q", f"{wheel}[web,fit]"]],
        formcheck=[env / BIN / "formcheck"],
        hint=f'pip install "{wheel}[fit,parquet,web]"',
    )
    yield Way(
        "clone",
        installer=[UV, "--version"],
        install=[["git", "clone", "--quiet", "--depth=1", ROOT.as_uri(), clone]],
        formcheck=[UV, "run", "--locked", "--project", clone, "--python", python, "formcheck"],
        hint=None,  # it has all extras
    )


def go(way, place):
    """Go one way in, to the score of the sample; a row of the guide's table."""
    for command in way.install:
        run(*command, cwd=place, **way.own)
    run(*way.formcheck, "doctor", cwd=place)
    room = place / f"used-{way.name.replace(' ', '-')}"
    out = room / "demo"
    card = run(*way.formcheck, "demo", "--out", out, cwd=place, FORMCHECK_CACHE=room / "cache")
    score = re.search(r"Score +(\d+ of 100)", card)[1]
    analysis = json.loads((out / "analysis.json").read_text(encoding="utf-8"))
    packages = analysis["provenance"]["packages"]
    if way.hint is not None:
        said = run(*way.formcheck, "export", out, "--to", "parquet", cwd=place, code=5)
        assert way.hint in " ".join(said.split()), said
    installer = re.search(r"[\d.]+\d", run(*way.installer, cwd=place))[0]
    tried = [packages[name] for name in ("mediapipe", "opencv-python", "numpy")]
    sample = ROOT / "sample_videos" / "sound_runner_treadmill.mp4"
    cells = [way.name, installer, analysis["provenance"]["python"], *tried]
    return f"| {' | '.join(cells)} | {score} | {as_true(analysis, sample)} |"


def all_ways(wheel, python, place, *, write):
    """Go them all; print the table, and write it into the guide."""
    heads = ("way", "its version", "Python", "mediapipe", "OpenCV", "NumPy", "score", "cadence")
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for way in ways_in(wheel, python, place):
        rows.append(go(way, place))
        sys.stdout.write(rows[-1] + "\n")
        sys.stdout.flush()
    if write:
        before, rest = GUIDE.read_text(encoding="utf-8").split(BEGIN)
        table = "\n".join(rows)
        GUIDE.write_text(f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def main():
    """Build, look, install, measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", action="append", help="version or path")
    parser.add_argument("--only", choices=("whl", "gz"), help="the wheel, or the sdist")
    parser.add_argument("--ways", action="store_true", help="every way in, to the demo's score")
    parser.add_argument("--write-guide", action="store_true", help="with --ways: keep the table")
    options = parser.parse_args()
    if UV is None:
        sys.exit("uv was not found: install it (pip install uv) or put it on the path.")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        run(UV, "build", "--quiet", "--out-dir", place / "dist", ROOT, cwd=place)
        wheel = next((place / "dist").glob("*.whl"))
        if options.ways:
            newest = (options.python or found_here())[-1]
            all_ways(wheel, newest, place, write=options.write_guide)
            return
        sys.stdout.write(look_inside(wheel) + "\n" + resolves(wheel, place) + "\n")
        for python in options.python or found_here():
            for package in sorted((place / "dist").glob(f"formcheck-*{options.only or ''}")):
                room = Path(tempfile.mkdtemp(dir=place)) / package.suffix.strip(".")
                sys.stdout.write(check(package, room, python) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
