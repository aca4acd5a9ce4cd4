"""Many clips at once, and the block they make up.

``formcheck.batch(...)`` is the function :func:`formcheck.batch.run.batch`. Python binds the
name of an imported package in its parent, so this package can be called like the function.
"""

import sys
from types import ModuleType
from typing import Any

from formcheck.batch.export import Block, load_block
from formcheck.batch.run import batch

__all__ = ["Block", "batch", "load_block"]


class _CallablePackage(ModuleType):
    def __call__(self, *args: Any, **options: Any) -> Block:
        return batch(*args, **options)


sys.modules[__name__].__class__ = _CallablePackage
