"""Before any test: no window, a landmark cache of our own, and the environment as it was."""

import os

import pytest

os.environ["MPLBACKEND"] = "Agg"


@pytest.fixture(scope="session", autouse=True)
def cache_of_our_own(tmp_path_factory):
    os.environ["FORMCHECK_CACHE"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(autouse=True)
def environment_as_it_was():
    before = dict(os.environ)
    yield
    for name in set(os.environ) - set(before):
        del os.environ[name]
    os.environ.update(before)
