"""Programs that tests start and stop: Ctrl-C must reach them whatever shell started the tests."""

import os
import signal


def _as_in_a_terminal():
    """Undo what a shell does to what it starts in the background: Ctrl-C ignored, and inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


HEARS_CTRL_C = {} if os.name == "nt" else {"preexec_fn": _as_in_a_terminal}
"""Arguments for ``subprocess``."""
