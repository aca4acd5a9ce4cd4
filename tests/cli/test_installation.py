"""Hints speak the way in which formcheck was installed."""

import json
import sys
from pathlib import Path

import pytest

from formcheck import installation
from formcheck.installation import required, way, with_extra, with_package

WHEEL = Path("/downloads/formcheck-1.0-py3-none-any.whl")
MARKS = {"uv tool": "uv-receipt.toml", "pipx": "pipx_metadata.json"}


class Distribution:
    requires = ()

    def read_text(self, name):
        assert name == "direct_url.json"
        return json.dumps({"url": WHEEL.as_uri(), "archive_info": {}})


@pytest.fixture
def installed_as(tmp_path, monkeypatch):
    """Pretend that formcheck was installed in this way from a wheel that lies in a folder."""

    def pretend(kind):
        prefix = tmp_path / "archive-v0" / "x" if kind == "uvx" else tmp_path / "env"
        prefix.mkdir(parents=True)
        if kind in MARKS:
            (prefix / MARKS[kind]).touch()
        monkeypatch.setattr(sys, "prefix", str(prefix))
        monkeypatch.setattr(sys, "frozen", kind == "desktop", raising=False)
        if kind != "clone":
            monkeypatch.setattr(installation, "_PACKAGE", prefix / "lib" / "formcheck")
            monkeypatch.setattr(installation.metadata, "distribution", lambda _: Distribution())

    return pretend


EXTRAS = {
    "clone": "uv sync --extra web",
    "uv tool": f'uv tool install --force "{WHEEL}[web]"',
    "uvx": f'uvx --from "{WHEEL}[web]" formcheck',
    "pipx": f'pipx install --force "{WHEEL}[web]"',
    "pip": f'pip install "{WHEEL}[web]"',
    "desktop": "This folder has no extra 'web'",
}


@pytest.mark.parametrize("kind", EXTRAS)
def test_each_way_in_has_its_own_words(kind, installed_as, monkeypatch):
    installed_as(kind)
    monkeypatch.setattr(installation, "_extras_here", set)
    assert way() == kind
    assert EXTRAS[kind] in with_extra("web")


PACKAGES = {
    "clone": "uv sync --locked",
    "uv tool": f'uv tool install --force "{WHEEL}" --with "av==1" --with "x==2"',
    "uvx": '--with "av==1" --with "x==2" formcheck',
    "pipx": 'pipx inject --force formcheck "av==1" "x==2"',
    "pip": 'pip install --force-reinstall "av==1" "x==2"',
    "desktop": "download",
}


@pytest.mark.parametrize("kind", PACKAGES)
def test_a_package_is_put_where_formcheck_is(kind, installed_as):
    installed_as(kind)
    assert PACKAGES[kind] in with_package("av==1", "x==2")


def test_extras_that_are_there_are_wished_for_again(installed_as, monkeypatch):
    installed_as("uv tool")
    asked = ["av>=17", 'a>=1; extra == "fit"', 'b; extra == "pdf"', 'c; extra == "pdf"']
    monkeypatch.setattr(installation.metadata, "requires", lambda _: asked)
    monkeypatch.setattr(installation, "installed", lambda name: None if name == "c" else "1")
    assert f'"{WHEEL}[fit,web]"' in with_extra("web")


def test_from_an_index_the_name_is_enough(installed_as, monkeypatch):
    installed_as("pip")
    monkeypatch.setattr(Distribution, "read_text", lambda *_: None)
    assert 'pip install "formcheck' in with_extra("web")


def test_what_is_asked_for_is_read_from_the_package_itself():
    assert required("opencv-python").startswith("opencv-python==")
    assert required("nothing") is None
