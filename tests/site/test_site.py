"""The documentation site: what stands on it, and that it builds without a warning."""

import importlib
import os
import re
import subprocess
import sys
import tomllib
from email.message import Message
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import pytest

import formcheck
from formcheck import __version__, plots
from formcheck.report import pages

ROOT = Path(__file__).parents[2]
SITE = ROOT / "docs" / "site"
REFERENCE = (SITE / "reference.md").read_text(encoding="utf-8")
GUIDES = ROOT / "src" / "formcheck" / "guides"
NEEDED = ("sphinx", "myst_nb", "numpydoc", "pydata_sphinx_theme")
TEXTS = "\n".join(path.read_text(encoding="utf-8") for path in SITE.glob("*.md"))


def test_the_reference_lists_the_public_names_and_no_others():
    listed = re.findall(r"^   ([\w.]+)$", REFERENCE, re.MULTILINE)
    public = [*formcheck.__all__, *(f"plots.{name}" for name in plots.__all__)]
    assert sorted(name.removeprefix("batch.") for name in listed) == sorted(public)


@pytest.mark.parametrize("name", formcheck.__all__)
def test_every_public_name_has_an_example_and_points_on(name):
    value = getattr(formcheck, name)
    doc = (formcheck.batch.batch if name == "batch" else value).__doc__
    assert "Examples\n    --------\n    >>> " in doc
    assert "See Also\n    --------\n    formcheck." in doc


@pytest.mark.parametrize("name", plots.__all__)
def test_every_figure_has_an_example_and_points_on(name):
    doc = getattr(plots, name).__doc__
    assert "Examples\n    --------" in doc
    found = re.search(r"See Also\n    --------\n    ([\w., ]+) : ", doc)
    for other in found[1].split(", "):
        room, _, word = other.rpartition(".")
        assert hasattr(importlib.import_module(room or "formcheck.plots"), word)


def test_every_guide_notebook_and_figure_has_its_page():
    for path in GUIDES.rglob("*.md"):
        assert f"guides/{path.relative_to(GUIDES).with_suffix('').as_posix()}" in TEXTS
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert f"notebooks/{path.stem}" in TEXTS
    gallery = (SITE / "gallery.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r"plots\.(\w+)\(", gallery)) - {"style"}
    # A trend needs a block; the notebook on blocks draws it.
    assert drawn | {"trend"} == set(plots.__all__) - {"style", "current"}


def test_the_readme_has_the_address_as_soon_as_there_is_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    address = project.get("urls", {}).get("Documentation", "")
    assert address in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("address", [None, "https://example.org/formcheck"])
def test_pages_link_to_the_documentation_where_it_has_an_address(monkeypatch, address):
    told = Message()
    told["Project-URL"] = "Changelog, https://example.org/changes"
    if address:
        told["Project-URL"] = f"Documentation, {address}"
    monkeypatch.setattr(metadata, "metadata", lambda _: told)
    pages.environment.cache_clear()
    try:
        page = pages.environment("formcheck.block").get_template("athletes.html.j2")
        html = page.render(people=[], css="")
    finally:
        pages.environment.cache_clear()
    assert ("Documentation of formcheck" in html) == (address is not None)
    assert address is None or f'href="{address}"' in html
    for room, name in (("report", "report"), ("web", "base"), ("block", "frame")):
        template = ROOT / "src/formcheck" / room / "templates" / f"{name}.html.j2"
        assert '<a href="{{ documentation }}">' in template.read_text(encoding="utf-8")


@pytest.mark.slow
def test_it_builds_without_a_warning(tmp_path):
    lacking = [name for name in NEEDED if find_spec(name) is None]
    if lacking:
        pytest.skip(f"{', '.join(lacking)} not installed: uv sync --group docs")
    # The notebooks run in their own tests; here they are only set.
    environment = {**os.environ, "FORMCHECK_DOCS_EXECUTE": "off"}
    words = ["-m", "sphinx", "-W", "--keep-going", "-q", "-d", str(tmp_path / "doctrees")]
    done = subprocess.run(
        [sys.executable, *words, str(SITE), str(tmp_path / "html")],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "html" / "gallery.html").is_file()
    numbers = (tmp_path / "html" / "numbers-that-change.html").read_text(encoding="utf-8")
    assert __version__ in numbers
