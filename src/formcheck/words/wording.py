"""Names and plain explanations of metrics, read from ``wording.toml``."""

import tomllib
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from typing import Any

from formcheck.locales import current, labelled, pgettext
from formcheck.locales.tables import translated
from formcheck.metrics.registry import all_metrics

Pgettext = Callable[[str, str], str]
"""From a context and a text to its translation, as ``pgettext`` does it."""

_OF_A_CARD = ("label", "means")


@cache
def _source() -> dict[str, Any]:
    text = files("formcheck.words").joinpath("wording.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def translated_wording(translate: Pgettext) -> dict[str, Any]:
    """Return the whole wording table as ``translate`` tells it; its context is the table's name."""
    return {
        name: translated(table, partial(translate, name), _OF_A_CARD if name == "card" else None)
        for name, table in _source().items()
    }


@cache
def _in(_language: str) -> dict[str, Any]:
    return translated_wording(pgettext)


def wording() -> dict[str, Any]:
    """Return the whole wording table in the reader's language."""
    return _in(current())


def card_texts() -> dict[str, Any]:
    """Return the texts of all metric cards in reading order.

    A metric that the wording table does not name, such as one's own, gets a card by its own
    specification: its label, and what its function says that it is.
    """
    table = wording()
    named = {*table["card"], *table["name"]}
    named |= {metric for entry in table["card"].values() for metric in entry["also"]}
    own = {
        metric.spec.id: {
            "group": "own",
            "label": metric.spec.label,
            "also": [],
            "means": (metric.measure.__doc__ or "").partition("\n\n")[0].strip(),
        }
        for metric in (*all_metrics(), *all_metrics("back"))
        if metric.spec.id not in named
    }
    return {**table["card"], **own}


def label(metric: str) -> str:
    """Return a metric's or curve's name for people; an unknown id loses its underscores."""
    table = wording()
    kind, _, of = metric.partition(".")
    if of:
        return labelled(table["name"].get(kind, kind), inside(label(of)))
    cards = card_texts()
    if metric in cards:
        return str(cards[metric]["label"])
    return str(table["name"].get(metric, metric.replace("_", " ")))


def inside(name: str) -> str:
    """Return a name as it is written within a sentence; German nouns keep their capital."""
    return name if current() == "de" else name.lower()


def word(table: str, key: str) -> str:
    """Return one entry of a small table such as ``rating``, or the key in plain letters."""
    return str(wording()[table].get(key, key.replace("_", " ")))


def plain(text: str) -> str:
    """Return an id as words, first letter large."""
    spaced = text.replace("_", " ")
    return spaced[:1].upper() + spaced[1:]
