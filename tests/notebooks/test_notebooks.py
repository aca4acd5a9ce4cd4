"""Every notebook runs from top to bottom, and is kept without its output."""

import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def named(path):
    return path.stem


def test_the_four_notebooks_are_there():
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_kept_without_output(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
# Notebook machinery of others, on Windows and with sockets that the interpreter closes.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_runs(path, monkeypatch):
    monkeypatch.delenv("MPLBACKEND")  # a notebook shows its figures by its own back end
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=200, resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("text/html" in output.get("data", {}) for output in shown)
    assert not [output for output in shown if output.get("name") == "stderr" and failed(output)]
    for cell in notebook.cells:
        if cell["cell_type"] == "code" and ".plot." in cell["source"]:
            assert any("image/png" in output.get("data", {}) for output in cell["outputs"])


def failed(output):
    return "Traceback" in output["text"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=named)
def test_draws_with_the_plots_and_not_by_hand(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    code = ["".join(c["source"]) for c in content["cells"] if c["cell_type"] == "code"]
    by_hand = re.compile(
        r"ax\.(plot|bar|barh|errorbar|fill_between|imshow|scatter)\(|plt\.subplots\("
    )
    assert not [cell for cell in code if by_hand.search(cell)]


def test_a_figure_for_a_paper_takes_ten_lines():
    content = json.loads(NOTEBOOKS[0].read_text(encoding="utf-8"))
    [cell] = [c for c in content["cells"] if 'plots.style("print")' in "".join(c["source"])]
    assert len([line for line in cell["source"] if line.strip()]) <= 10
