"""Workflows run the code that was read, with no right that they do not need."""

import re
from pathlib import Path

import pytest

WORKFLOWS = sorted((Path(__file__).parents[2] / ".github" / "workflows").glob("*.yml"))
assert WORKFLOWS


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
