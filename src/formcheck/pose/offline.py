"""Keep MediaPipe from reporting its use to its makers.

MediaPipe 1.2.2 posts a usage report (versions, counts and times of calls; never pictures) to
``play.googleapis.com`` whenever a model is closed, and has no switch against it. Two things
stand in its way. Its certificates are withheld, so that no report can be sent from any
process. And in a process of formcheck's own, :func:`close_the_line` takes away the connection
itself; in a process that belongs to somebody else that would take away theirs.
"""

import os
from typing import Final

NO_CERTIFICATES: Final = "formcheck-sends-nothing"
"""Name of a certificate file that does not exist."""

_NOWHERE: Final = "nowhere://formcheck-sends-nothing"
_PROXIES: Final = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_EXCEPTIONS: Final = ("no_proxy", "NO_PROXY")


def close_the_line() -> None:
    """Let HTTPS of this process, MediaPipe's included, lead nowhere. Call it before a model."""
    for name in _PROXIES:
        os.environ[name] = _NOWHERE
    for name in _EXCEPTIONS:
        os.environ.pop(name, None)
