"""Around every test: no window, a landmark cache of our own, the environment as it was, and no
analysis.json that its schema does not allow.
"""

import json
import os
import sys

import jsonschema
import pytest

from formcheck.document.codec import schema
from formcheck.domain.files import ANALYSIS_JSON
from formcheck.store import folder

os.environ["MPLBACKEND"] = "Agg"
os.environ.pop("FORMCHECK_LANG", None)  # texts are looked for in English, unless a test says so
# Hundreds of commands are started: each would compile every package again, two seconds a time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Let figures be compared with their pictures without anybody asking (pytest-mpl).

    And let each worker of ``-n`` take one stretch of the suite, and of another's what is left
    (pytest-xdist): in turns, every worker would make the fixtures of every room.
    """
    if hasattr(config.option, "mpl"):
        config.option.mpl = True
    if config.getoption("dist", "no") == "load":
        config.option.dist = "worksteal"


@pytest.fixture(scope="session", autouse=True)
def cache_of_our_own(tmp_path_factory, worker_id):
    """Keep the landmarks of a clip once for the run: its name tells all that they depend on."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    os.environ["FORMCHECK_CACHE"] = str(shared / "cache")


@pytest.fixture(scope="session", autouse=True)
def every_written_document_is_valid():
    put = folder.put_analysis
    valid = jsonschema.Draft202012Validator(schema()).validate

    def put_and_look(analysis, place):
        put(analysis, place)
        valid(json.loads((place / ANALYSIS_JSON).read_text(encoding="utf-8")))

    folder.put_analysis = put_and_look
    yield
    folder.put_analysis = put


@pytest.fixture(autouse=True)
def environment_as_it_was():
    before = dict(os.environ)
    yield
    for name in set(os.environ) - set(before):
        del os.environ[name]
    os.environ.update(before)


@pytest.fixture(autouse=True)
def usual_priority():
    """SVT-AV1 as root makes its process a real-time one, and every child: a browser starves all."""
    yield
    if hasattr(os, "sched_getscheduler") and os.sched_getscheduler(0) != os.SCHED_OTHER:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


@pytest.fixture
def pseudo(monkeypatch):
    """Everything in a language that nobody speaks; what stays English was forgotten."""
    from tests.locales.pseudo import in_use

    with in_use(monkeypatch):
        yield
