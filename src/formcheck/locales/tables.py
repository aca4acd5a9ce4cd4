"""Texts that stand in tables of data: which of their strings are for people."""

from collections.abc import Callable, Collection
from typing import Any

Translate = Callable[[str], str]


def translated(
    tree: Any,  # noqa: ANN401 - what TOML holds
    translate: Translate,
    keys: Collection[str] | None = None,
    *,
    leave: Collection[str] = (),
) -> Any:  # noqa: ANN401
    """Return a tree of tables and lists with its texts translated.

    Parameters
    ----------
    tree : dict, list or value
    translate : callable
        From a text to its translation.
    keys : collection of str, optional
        Names of the entries that hold texts, themselves or in what lies below them; all strings
        are texts where none is named.
    leave : collection of str
        Names of entries that stay as they are, with all that lies below.
    """
    if isinstance(tree, str):
        return translate(tree) if keys is None and tree else tree
    if isinstance(tree, list | tuple):
        return type(tree)(translated(item, translate, keys, leave=leave) for item in tree)
    if isinstance(tree, dict):
        return {
            key: value
            if key in leave
            else translated(
                value, translate, None if keys is None or key in keys else keys, leave=leave
            )
            for key, value in tree.items()
        }
    return tree
