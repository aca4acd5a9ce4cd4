"""The guide of reason codes, made from the data: ``python tests/docs/reasons.py``."""

import re
import tomllib
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "formcheck"
DATA = PACKAGE / "quality" / "reasons.toml"
PLACE = PACKAGE / "guides" / "reasons.md"
HEAD = """\
# Reason codes

Why a clip is refused, its score withheld, or something said about it. Each has a stable code, one
sentence on what was seen and one on what to do. They stand in `analysis.json` under
`quality.reasons` and in the report; the most important comes first. How to film so that none of
them appears: [the filming guide](filming.md).

Made from `quality/reasons.toml` by `tests/docs/reasons.py`; a test holds the two together. A dot
in the middle (·) stands for what was measured in the clip.
"""
EFFECTS = {
    "refuse": ("Refused", "The clip is looked at and not measured (exit code 3)."),
    "withhold": ("Score withheld", "Metrics are shown, but there is no score."),
    "note": ("Caution", "Measured and scored; keep this in mind."),
    "info": ("Good to know", "What was done with the clip. The verdict stays as it is."),
}
TAIL = """\
## A file that cannot be read

These are errors, not verdicts: nothing was looked at, and the exit code is 4.

| code | what happened |
|---|---|
| `unreadable_file` | damaged, empty, of a kind that is not understood, or not decodable |
| `no_video_stream` | it holds sound or pictures, but no film |
| `too_short` | no frame lies in the part that was asked for |

A file that breaks off in the middle is read as far as it goes, and `truncated_file` says so.
"""


def page() -> str:
    """Return the whole guide."""
    entries = tomllib.loads(DATA.read_text(encoding="utf-8"))
    sections = []
    for effect, (title, text) in EFFECTS.items():
        rows = [row(key, entry) for key, entry in entries.items() if entry["effect"] == effect]
        head = ["| code | what was seen | what to do |", "|---|---|---|"]
        sections.append("\n".join([f"## {title}", "", text, "", *head, *rows, ""]))
    return "\n".join([HEAD, *sections, TAIL])


def row(key, entry) -> str:
    code = entry.get("code", key)
    seen, fix = (re.sub(r"\{[^}]*\}", "·", entry.get(name, "")) for name in ("message", "fix"))
    return f"| `{code}` | {seen} | {fix} |"


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
