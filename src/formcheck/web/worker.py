"""One analysis in a process of its own: bounds first, then the command line as it stands.

``python -m formcheck.web.worker TASK``; the task is a JSON object with ``words`` (the command
line), ``memory_bytes``, ``processor_s``, ``results`` (folder), ``name`` and ``rear_name`` (of the
films, for the report).
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
        rename_in_results(Path(task["results"]), task["name"], task["rear_name"])
    return code


def _command_line(words: list[str]) -> int:
    sys.argv = ["formcheck", *words]
    try:
        runpy.run_module("formcheck", run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def rename_in_results(folder: Path, name: str, rear_name: str | None = None) -> None:
    """Give the clip in ``folder`` its user's name, which no path has ever carried.

    Parameters
    ----------
    folder : Path
        What ``formcheck analyze`` wrote.
    name : str
        Text for people.
    rear_name : str, optional
        The same for the film from behind; it keeps the name it has, if left out.
    """
    from dataclasses import replace

    from formcheck.domain.files import REAR, REPORT_HTML
    from formcheck.report import render
    from formcheck.store.folder import put_analysis, read_analysis
    from formcheck.store.place import put
    from formcheck.web.spoken import spoken

    analysis = read_analysis(folder)
    rear = analysis.rear
    if rear is not None and rear_name is not None:
        rear = replace(rear, clip=replace(rear.clip, name=rear_name))
        put_analysis(rear, folder / REAR)
    analysis = replace(analysis, clip=replace(analysis.clip, name=name), rear=rear)
    put_analysis(analysis, folder)
    put(folder / REPORT_HTML, spoken(render(analysis, folder)))


if __name__ == "__main__":
    sys.exit(main())
