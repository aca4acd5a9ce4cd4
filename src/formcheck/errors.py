"""Every error formcheck raises on purpose.

::

    FormcheckError            what, why, what to do; carries the exit code
    ├── UsageError        2   the call itself is wrong
    ├── ClipError         4   the file cannot be read as video (or landmark table)
    └── InstallationError 5   a model, codec or package is missing or damaged

A clip that can be read but not measured is no error: the analysis ends with
``quality.verdict == "refused"`` and its reasons (exit code 3).
"""

import errno
import shutil
from pathlib import Path
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

    See Also
    --------
    formcheck.analyze : Raises its kinds.

    Examples
    --------
    >>> from formcheck import FormcheckError
    >>> error = FormcheckError("There is no clip.", "Check the name.", code="usage")
    >>> error.fix, error.code
    ('Check the name.', 'usage')
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


DISK_FULL = "disk_full"
_NO_ROOM = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG})
_DATABASE_FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"})


def no_room(error: BaseException) -> bool:
    """Whether a disk or a quota was full, whoever noticed: the system, FFmpeg or SQLite."""
    if isinstance(error, shutil.Error):  # of many files, with no number of its own
        return any(f"[Errno {number}]" in str(error) for number in _NO_ROOM)
    by_database = getattr(error, "sqlite_errorname", "") in _DATABASE_FULL
    return by_database or getattr(error, "errno", None) in _NO_ROOM


def disk_full(place: Path | str) -> UsageError:
    """Return the error that says so; the caller has removed what was half written."""
    return UsageError(
        f"The disk is full: {place} could not be written.",
        "Make room there, or choose a folder on another disk with --out; nothing half written was "
        "put in place.",
        code=DISK_FULL,
    )
