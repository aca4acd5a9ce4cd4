"""Import MediaPipe without matplotlib, which takes longer to import than all the rest of it."""

import contextlib
import importlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Final

_PACKAGE: Final = "matplotlib"
_MODULE: Final = "matplotlib.pyplot"


class _LatePlots(ModuleType):
    """Stands in for ``matplotlib.pyplot`` and fetches it when something in it is used."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(_MODULE), name)


@contextlib.contextmanager
def late_plots() -> Iterator[None]:
    """Let ``import matplotlib.pyplot`` inside the block wait until it is used.

    MediaPipe needs it for one drawing function, which still works afterwards. Nothing is
    changed where matplotlib is loaded already.
    """
    if _PACKAGE in sys.modules:
        yield
        return
    package, plots = ModuleType(_PACKAGE), _LatePlots(_MODULE)
    vars(package).update(__path__=[], pyplot=plots)
    ours: dict[str, ModuleType] = {_PACKAGE: package, _MODULE: plots}
    sys.modules.update(ours)
    try:
        yield
    finally:
        for name, module in ours.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
