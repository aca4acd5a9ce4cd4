"""What there is to say, without the words: a code and the values in it.

Sentences are made from it where they are read, in the language and units of the reader
(:mod:`formcheck.words`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = bool | int | float | str | tuple[str, ...]
"""A number, a token or several, or text that a person gave."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say.

    Attributes
    ----------
    code : str
        Which of the catalogue's sentences.
    values : mapping of str to number, token, tokens or text
        What stands in it. A number is in the unit that its name ends in (``speed_mps``); a
        token such as ``"left"`` is a word of the catalogue, too.
    """

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
