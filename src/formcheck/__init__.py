"""formcheck: running-form analysis that says how sure it is.

The names below are the Python API. Each is imported when it is first asked for, so that
``import formcheck`` costs nothing.
"""

from formcheck.version import __version__ as __version__

TYPE_CHECKING = False  # as in typing, without its cost: `formcheck --help` must answer at once
if TYPE_CHECKING:
    from formcheck import plots as plots
    from formcheck.batch.export import load_block as load_block
    from formcheck.batch.run import batch as batch
    from formcheck.block.compare import compare as compare
    from formcheck.errors import FormcheckError as FormcheckError
    from formcheck.pipeline import analyze as analyze
    from formcheck.publishing import publish as publish
    from formcheck.result import AnalysisResult as AnalysisResult
    from formcheck.session import analyze_session as analyze_session
    from formcheck.settings import AnalysisSettings as AnalysisSettings
    from formcheck.store.folder import load_result as load_result
    from formcheck.tables.landmarks import read_landmarks as load_landmarks

_HOME = {
    "AnalysisResult": "formcheck.result:AnalysisResult",
    "AnalysisSettings": "formcheck.settings:AnalysisSettings",
    "FormcheckError": "formcheck.errors:FormcheckError",
    "analyze": "formcheck.pipeline:analyze",
    "analyze_session": "formcheck.session:analyze_session",
    "batch": "formcheck.batch:",  # the package itself, which can be called like the function
    "compare": "formcheck.block.compare:compare",
    "load_block": "formcheck.batch.export:load_block",
    "load_landmarks": "formcheck.tables.landmarks:read_landmarks",
    "load_result": "formcheck.store.folder:load_result",
    "plots": "formcheck.plots:",
    "publish": "formcheck.publishing:publish",
}

__all__ = [
    "AnalysisResult",
    "AnalysisSettings",
    "FormcheckError",
    "analyze",
    "analyze_session",
    "batch",
    "compare",
    "load_block",
    "load_landmarks",
    "load_result",
    "publish",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        msg = f"module 'formcheck' has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module

    module, _, attribute = _HOME[name].partition(":")
    home = import_module(module)
    value: object = getattr(home, attribute) if attribute else home
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
