"""formcheck: running-form analysis that says how sure it is.

The names below are the Python API. Each is imported when it is first asked for, so that
``import formcheck`` costs nothing.
"""

__version__ = "0.1.0"

TYPE_CHECKING = False  # as in typing, without its cost: `formcheck --help` must answer at once
if TYPE_CHECKING:
    from formcheck.analyze import analyze as analyze
    from formcheck.batch import batch as batch
    from formcheck.batch import load_block as load_block
    from formcheck.domain.result import AnalysisResult as AnalysisResult
    from formcheck.errors import FormcheckError as FormcheckError
    from formcheck.publish import publish as publish
    from formcheck.settings import AnalysisSettings as AnalysisSettings

_HOME = {
    "AnalysisResult": "formcheck.domain.result",
    "AnalysisSettings": "formcheck.settings",
    "FormcheckError": "formcheck.errors",
    "analyze": "formcheck.analyze",
    "batch": "formcheck.batch",
    "load_block": "formcheck.batch",
    "publish": "formcheck.publish",
}

__all__ = [*_HOME]  # noqa: PLE0604 - the keys are the names


def __getattr__(name: str) -> object:
    if name not in _HOME:
        msg = f"module 'formcheck' has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module

    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
