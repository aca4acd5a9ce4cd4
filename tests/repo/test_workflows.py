"""Workflows run the code that was read, with no right that they do not need."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
assert WORKFLOWS
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
SCHEMAS = {
    "vendor.github-workflows": WORKFLOWS,
    "custom.github-workflows-require-timeout": WORKFLOWS,
    "vendor.github-issue-forms": FORMS,
    "vendor.dependabot": [ROOT / ".github" / "dependabot.yml"],
    "vendor.citation-file-format": [ROOT / "CITATION.cff"],
}
LINTERS = {
    "actionlint": ("actionlint", "-no-color"),
    "zizmor": ("zizmor", "--offline", "--no-progress", "--persona=auditor", ".github"),
    "hadolint": ("hadolint", "--failure-threshold=style", "docs/packaging/Containerfile"),
    **{s: ("check-jsonschema", "--builtin-schema", s, *fs) for s, fs in SCHEMAS.items()},
}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path):
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", action) for action in used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_rights_begin_with_none(path):
    text = path.read_text(encoding="utf-8")
    assert "\npermissions: {}\n" in text
    rights = set(re.findall(r"^      ([a-z-]+: write)\b", text, re.MULTILINE))
    assert rights <= ({"id-token: write"} if path.name == "package.yml" else set())


def test_publishing_waits_for_its_switch():
    text = next(p for p in WORKFLOWS if p.name == "package.yml").read_text(encoding="utf-8")
    publish = text.split("\n  publish:\n")[1]
    assert "vars.PUBLISH == 'yes'" in publish
    assert "password" not in publish


@pytest.mark.parametrize("name", LINTERS)
def test_linters_find_nothing(name):
    program, *words = LINTERS[name]
    beside = str(Path(sys.executable).parent)
    found = shutil.which(program, path=os.pathsep.join([beside, os.environ["PATH"]]))
    if found is None:
        pytest.skip(f"{program} is not installed: it has no package for {sys.platform}")
    done = subprocess.run([found, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
