"""One analysis in a process of its own: bounds first, then the command line as it stands.

``python -m formcheck.web.worker TASK``; the task is a JSON object with ``words`` (the command
line), ``memory_bytes``, ``processor_s``, ``results`` (folder) and ``name`` (for the report).
"""

import json
import runpy
import sys
from pathlib import Path

from formcheck.web.bounds import end_with_the_server, limit_this_process

_PUBLISHED = (0, 3)


def main() -> int:
    """Run the task that the server has set; return the exit code of the command line."""
    task = json.loads(sys.argv[1])
    limit_this_process(task["memory_bytes"], task["processor_s"])
    end_with_the_server()
    code = _command_line(task["words"])
    if code in _PUBLISHED:
        rename_in_results(Path(task["results"]), task["name"])
    return code


def _command_line(words: list[str]) -> int:
    sys.argv = ["formcheck", *words]
    try:
        runpy.run_module("formcheck", run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def rename_in_results(folder: Path, name: str) -> None:
    """Give the clip in ``folder`` its user's name, which no path has ever carried.

    Parameters
    ----------
    folder : Path
        What ``formcheck analyze`` wrote.
    name : str
        Text for people.
    """
    from dataclasses import replace

    from formcheck.report import render
    from formcheck.store.folder import put_analysis, read_analysis
    from formcheck.store.place import put
    from formcheck.web.spoken import spoken

    analysis = read_analysis(folder)
    analysis = replace(analysis, clip=replace(analysis.clip, name=name))
    put_analysis(analysis, folder)
    put(folder / "report.html", spoken(render(analysis, folder)))


if __name__ == "__main__":
    sys.exit(main())
