"""Every error formcheck raises on purpose.

::

    FormcheckError            what, why, what to do; carries the exit code
    ├── UsageError        2   the call itself is wrong
    ├── ClipError         4   the file cannot be read as video (or landmark table)
    └── InstallationError 5   a model, codec or package is missing or damaged

A clip that can be read but not measured is no error: the analysis ends with
``quality.verdict == "refused"`` and its reasons (exit code 3).
"""

from typing import ClassVar


class FormcheckError(Exception):
    """Base of all deliberate errors.

    Parameters
    ----------
    what : str
        One sentence: what happened.
    fix : str
        One sentence: what to do about it.
    code : str
        Stable reason code, e.g. ``"unreadable_file"``.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, fix: str = "", *, code: str = "error") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix
        self.code = code


class UsageError(FormcheckError):
    """The call is wrong: an option, a path that is taken, a value out of range."""

    exit_code = 2


class ClipError(FormcheckError):
    """The file cannot be read as video or as a landmark table."""

    exit_code = 4


class InstallationError(FormcheckError):
    """The installation lacks something: a model, a codec, a package."""

    exit_code = 5
