"""README and its neighbours say what is true of the code."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from formcheck import __version__
from formcheck.cli.parser import COMMANDS, build_parser
from formcheck.errors import FormcheckError

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
PAPERS = ("README", "CONTRIBUTING", "CHANGELOG", "SECURITY", "CODE_OF_CONDUCT", "ROADMAP")
DOCUMENTS = tuple(f"{name}.md" for name in PAPERS)


def command(name):
    found = re.findall(rf"<!-- {name}-command -->\n```sh\n(.*)\n```", README)
    assert len(found) == 1
    return found[0]


def test_ci_runs_the_readme_test_command():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    extraction = re.search(r"^test_command=\$\((.*)\)$", script, re.MULTILINE)[1]
    done = subprocess.run(
        ["bash", "-c", extraction], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == command("test")
    assert re.search(r'^bash -euo pipefail -c "\$test_command"$', script, re.MULTILINE)


def test_the_two_commands_install_the_same():
    demo, test = command("demo"), command("test")
    assert demo.removesuffix("formcheck demo") == test.removesuffix("pytest -n 2")
    assert "libegl1" in demo


@pytest.mark.parametrize("name", COMMANDS)
def test_readme_names_every_command(name):
    assert f"`formcheck {name}" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_the_changelog_names_every_command(name):
    assert re.search(rf"`(formcheck )?{name}`", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def test_readme_names_every_extra():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert all(f"`{extra}`" in README for extra in project["project"]["optional-dependencies"])


def test_readme_names_no_command_that_is_not_there():
    code = " ".join(re.findall(r"`[^`]*`", README))
    named = set(re.findall(r"(?<!from )formcheck ([a-z]+)", code))
    assert named <= set(COMMANDS)


def test_readme_names_only_options_that_exist():
    _, parsers = build_parser()
    known = {word for parser in parsers.values() for word in parser._option_string_actions}
    used = {
        option
        for line in re.findall(r"formcheck [a-z]+ [^`\n]*", README)
        for option in re.findall(r"(--[a-z-]+)", line)
    }
    assert used
    assert used <= known


def test_readme_is_short():
    assert len(README.split()) <= 700


def test_readme_shows_a_small_moving_picture():
    target = re.search(r"!\[[^\]]+\]\(([^)]+\.gif)\)", README)[1]
    assert (ROOT / target).stat().st_size < 1_500_000
    with Image.open(ROOT / target) as picture:
        assert picture.n_frames > 10


def test_readme_lists_the_exit_codes():
    sentence = re.search(r"Exit codes:[^.]*\.", README)[0]
    codes = {int(code) for code in re.findall(r"\b(\d+) ", sentence)}
    errors = {error.exit_code for error in FormcheckError.__subclasses__()}
    assert codes >= errors | {0, 3, 130}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)\)", text)
    missing = [
        target
        for target in targets
        if not target.startswith("http") and not (ROOT / target).exists()
    ]
    assert not missing


def test_readme_python_example_names_what_exists():
    example = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    imports = "\n".join(line for line in example.splitlines() if "import" in line)
    subprocess.run([sys.executable, "-c", imports], check=True)
    compile(example, "README.md", "exec")


def test_versions_agree():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {__version__}\n" in citation
    assert f"dist/formcheck-{__version__}-py3-none-any.whl" in README
    released = re.search(r"^## \[(\d[\d.]*)\]", CHANGELOG, re.MULTILINE)
    assert released is not None
    assert released[1] == __version__


def test_every_ignored_rule_says_why():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("ignore = [")
    ignored = lines[start + 1 : lines.index("]", start)]
    assert ignored
    assert all("#" in line for line in ignored)


def test_wheel_ships_models_and_samples():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    shipped = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert all((ROOT / source).exists() for source in shipped)
    assert {target.split("/")[1] for target in shipped.values()} == {"_models", "_samples"}
