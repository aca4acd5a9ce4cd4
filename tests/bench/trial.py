"""An input that is tried, and what formcheck says of it."""

import io
import json
import math
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from formcheck.cli.app import main
from formcheck.domain.pose import PoseTrack
from formcheck.tables.landmarks import write_landmarks


class Said(NamedTuple):
    """What is said, in short, and whether a careful person would say the same."""

    now: str
    agrees: bool


@dataclass(frozen=True)
class Trial:
    """One input: its kind (of the issue), variant, what is right in words, and the attempt."""

    kind: str
    variant: str
    right: str
    attempt: Callable[[Path], Said]

    def row(self, folder: Path) -> dict[str, object]:
        """Try it in an empty folder."""
        said = self.attempt(folder)
        return {
            "kind": self.kind,
            "variant": self.variant,
            "right": self.right,
            "now": " ".join(said.now.split()),
            "agrees": said.agrees,
        }


class Ran(NamedTuple):
    """A command that ran: exit code, all that it said, and the analysis it wrote, if any."""

    code: int
    said: str
    document: dict[str, Any]

    @property
    def codes(self) -> list[str]:
        """Codes of the reasons, the gravest first."""
        return [reason["code"] for reason in self.document["quality"]["reasons"]]

    @property
    def last_words(self) -> str:
        """The end of what was said, for errors."""
        return " ".join(self.said.split())[-160:]

    def value(self, metric: str, side: str = "both") -> float:
        """A metric's value, NaN where it is missing."""
        rows = self.document["metrics"]
        found = [r["value"] for r in rows if (r["metric"], r["side"]) == (metric, side)]
        return found[0] if found and found[0] is not None else float("nan")

    @property
    def told(self) -> str:
        """Verdict, reasons and cadence; the error where nothing was written."""
        if not self.document:
            return f"exit {self.code}: {self.last_words}"
        cadence = self.value("cadence_spm")
        numbers = f", {cadence:.1f} spm" if math.isfinite(cadence) else ""
        return f"{self.document['quality']['verdict']} {' '.join(self.codes)}{numbers}"


def command(*words: object) -> tuple[int, str]:
    """Run formcheck with these words; exit code and all that it printed."""
    heard = io.StringIO()
    with redirect_stdout(heard), redirect_stderr(heard):
        code = main([str(word) for word in words])
    return code, heard.getvalue()


def measure(path: Path, *words: object, only_data: bool = True) -> Ran:
    """Analyse a film or table from the command line, into the folder ``out`` beside it."""
    out = path.parent / "out"
    source = [path] if path.suffix in FILMS else ["--landmarks", path]
    extra = ["--only-data"] if only_data else []
    code, said = command("analyze", *source, "--out", out, "--model", "full", *extra, *words)
    return written(code, said, out)


def written(code: int, said: str, folder: Path) -> Ran:
    """What a command left in the folder of an analysis."""
    path = folder / "analysis.json"
    document = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return Ran(code, said, document)


FILMS = {".mp4", ".mov", ".mkv", ".avi", ".gif", ".webm", ".ts"}


def judged(right: tuple[str, ...], *words: object) -> Callable[[Path], Said]:
    """Whether one of these codes leads a refusal or stands among reasons; none = measured."""

    def judge(path: Path) -> Said:
        ran = measure(path, *words)
        if not ran.document:
            return Said(ran.told, agrees=False)
        refused = ran.document["quality"]["verdict"] == "refused"
        codes = ran.codes[:1] if refused else ran.codes
        return Said(ran.told, bool(set(codes) & set(right)) if right else not refused)

    return judge


def table(track: PoseTrack, right: tuple[str, ...]) -> Callable[[Path], Said]:
    """The attempt of a landmark table."""

    def attempt(folder: Path) -> Said:
        path = folder / "track.csv"
        write_landmarks(track, path)
        return judged(right)(path)

    return attempt


def ffmpeg(*words: object) -> None:
    """Run FFmpeg's command, which has to be installed; bytes stay as they are."""
    start = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y"]
    asked = [w if isinstance(w, bytes) else str(w) for w in words]
    subprocess.run([*start, *asked], check=True)


NEAR_SPM, NEAR_DEG, NEAR_S = 1.0, 1.0, 0.15


def numbers(ran: Ran) -> str:
    """What is told, with lean and length."""
    if not ran.document:
        return ran.told
    lean, length = ran.value("trunk_lean_deg"), ran.document["clip"]["duration_s"]
    return f"{ran.told}, lean {lean:.1f}, {length:.1f} s"


def same(ran: Ran, other: Ran, *, length: bool = True) -> bool:
    """Whether two films were measured alike."""
    if ran.code or not ran.document:
        return False
    pairs = [
        (NEAR_DEG, [one.value("trunk_lean_deg") for one in (ran, other)]),
        (NEAR_SPM, [one.value("cadence_spm") for one in (ran, other)]),
    ]
    if length:
        pairs.append((NEAR_S, [one.document["clip"]["duration_s"] for one in (ran, other)]))
    return all(abs(one - two) < near for near, (one, two) in pairs)


class FilmBase:
    """The first seconds of a film as it is, measured once, for others to be like."""

    length_s = 4.0

    def __init__(self, source: Path) -> None:
        self._source = source
        self._ran: Ran | None = None

    def like(self, film: Path, *, length: bool = True) -> Said:
        """Measure a film and say whether it has the same numbers."""
        if self._ran is None:
            with tempfile.TemporaryDirectory() as place:
                path = Path(place) / f"plain{self._source.suffix}"
                ffmpeg("-i", self._source, "-t", self.length_s, "-c", "copy", path)
                self._ran = measure(path)
        ran = measure(film)
        return Said(numbers(ran), same(ran, self._ran, length=length))
