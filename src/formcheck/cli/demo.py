"""Analyse the rendered runner that comes with formcheck: what a report looks like."""

import argparse
import json
from pathlib import Path

from formcheck.cli.analyze import RESULTS, measure
from formcheck.cli.console import Screen
from formcheck.errors import InstallationError
from formcheck.settings import AnalysisSettings

SAMPLE = "sound_runner_treadmill"
PACKAGE = Path(__file__).resolve().parents[1]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of ``formcheck demo``."""
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder to write (formcheck-results/demo)"
    )
    parser.add_argument(
        "--json", action="store_true", help="print analysis.json instead of the card"
    )


def run(args: argparse.Namespace) -> int:
    """Analyse the sample with the stature and belt speed it was rendered with."""
    clip = sample_clip()
    truth = json.loads(clip.with_suffix(".truth.json").read_text(encoding="utf-8"))
    settings = AnalysisSettings(
        height_cm=round(100 * truth["runner"]["height_m"], 1),
        speed_kmh=round(3.6 * truth["running_speed_mps"], 2),
    )
    return measure(clip, settings, out=args.out or RESULTS / "demo", screen=Screen.of(args))


def sample_clip() -> Path:
    """Return the sample clip: in an installed package, or in a clone beside ``src``.

    Raises
    ------
    InstallationError
        It lies in neither place.
    """
    for folder in (PACKAGE / "_samples", PACKAGE.parents[1] / "sample_videos"):
        clip = folder / f"{SAMPLE}.mp4"
        if clip.is_file():
            return clip
    raise InstallationError(
        f"the sample clip {SAMPLE}.mp4 is missing from this installation",
        "install formcheck again, or analyse a clip of your own: formcheck analyze CLIP",
        code="sample_missing",
    )
