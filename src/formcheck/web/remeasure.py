"""An analysis updated: other facts about runner and run, measured from the kept landmarks.

``python -m formcheck.web.remeasure FOLDER TASK`` prints ``{}`` or the error as one JSON object; the
task is a JSON object with ``name`` (for the report), ``settings`` and ``memory_bytes``.
"""

import json
import os
import sys
from pathlib import Path

from formcheck.web.bounds import end_with_the_server, limit_this_process
from formcheck.web.worker import rename_in_results

LONGEST_S = 120.0
OF_THE_FILM = ("start_s", "end_s", "capture_fps", "roll_deg", "person", "model", "blur_faces")
"""Settings for which the film itself has to be looked at again."""


def main() -> int:
    """Update the analysis of a folder."""
    folder, task = Path(sys.argv[1]), json.loads(sys.argv[2])
    limit_this_process(task["memory_bytes"], LONGEST_S)
    end_with_the_server()
    from formcheck.correct import with_settings
    from formcheck.errors import FormcheckError

    try:
        if task["settings"]:
            with_settings(folder, task["settings"])
        rename_in_results(folder, task["name"])
        found = {}
    except FormcheckError as error:
        found = {"error": {"code": error.code, "what": error.what, "fix": error.fix}}
    os.write(1, json.dumps(found).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
