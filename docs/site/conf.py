"""The documentation site: ``sphinx-build -W docs/site docs/site/_build/html``.

Guides, notebooks and the changelog are written where people read them without this site; they are
brought here for each build. ``FORMCHECK_DOCS_EXECUTE=off`` builds without running the notebooks.
"""

import os
import re
import shutil
import tomllib
from pathlib import Path

from formcheck.version import __version__

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SITE = PROJECT["project"].get("urls", {}).get("Documentation", "")
"""The one place where the site's address stands; empty until it has one."""

project, author = "formcheck", "The formcheck authors"
copyright = "2026, The formcheck authors"  # noqa: A001 - Sphinx's own name for it
version = release = __version__
html_baseurl = SITE

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
]
exclude_patterns = ["_build", "sample_videos", "**/.ipynb_checkpoints"]
suppress_warnings = ["myst.header"]  # a guide may begin its levels where its text does
myst_heading_anchors = 3
nb_execution_mode = os.environ.get("FORMCHECK_DOCS_EXECUTE", "cache")
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_merge_streams = True
autosummary_generate = True
autodoc_typehints = "none"  # numpydoc's sections say them, with shapes and units
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = "formcheck"
html_theme_options = {
    "navbar_align": "left",
    "show_toc_level": 2,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
html_sidebars = {page: [] for page in ("index", "gallery", "numbers-that-change")}
html_context = {"default_mode": "auto"}
html_show_sourcelink = False

GUIDES = ROOT / "src" / "formcheck" / "guides"
OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./[^)]*\)")
"""A link to a file of the code, which is no page here: its words stay."""


PARTS = re.compile(
    r"^## (.*?)$|^### Numbers that change\n(.*?)(?=^### |^## |\Z)", re.MULTILINE | re.DOTALL
)


def brought() -> None:
    """Copy guides, notebooks and changelog to where Sphinx looks for them."""
    for name in ("guides", "notebooks"):
        shutil.rmtree(HERE / name, ignore_errors=True)
    for path in sorted(GUIDES.rglob("*")):
        place = HERE / "guides" / path.relative_to(GUIDES)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".md":
            place.write_text(OUTSIDE.sub(r"\1", path.read_text(encoding="utf-8")), encoding="utf-8")
        elif path.is_file():
            shutil.copy(path, place)
    (HERE / "notebooks").mkdir()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(path, HERE / "notebooks" / path.name)
    samples = HERE / "sample_videos"
    if not samples.exists():
        samples.symlink_to(ROOT / "sample_videos")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    parts = PARTS.findall(changes)
    text = "\n".join(f"## {title}" if title else told for title, told in parts)
    intro = "Every change that moves a number, a rating or a score of an unchanged clip."
    (HERE / "numbers-that-change.md").write_text(
        f"# Numbers that change\n\n{intro}\n\n{text}", encoding="utf-8"
    )


brought()
