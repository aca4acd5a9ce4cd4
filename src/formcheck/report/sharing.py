"""What of an analysis may be given away: the run, and nothing that names the person."""

from dataclasses import replace
from pathlib import PurePath

from formcheck.domain.analysis import Analysis, Measured
from formcheck.domain.clip import Clip
from formcheck.domain.low_back import LowBack
from formcheck.domain.provenance import Provenance
from formcheck.settings import OPTIONS

RUN = "run"


def shareable(analysis: Analysis) -> Analysis:
    """Return an analysis without name, note, pain, letterhead and the names of files.

    The clip is called "run": people name films by who is in them.
    """
    settings = {
        name: value
        for name, value in analysis.settings.items()
        if name not in OPTIONS or not OPTIONS[name].private
    }
    kept = replace(
        analysis,
        settings=settings,
        clip=_unnamed(analysis.clip),
        low_back=LowBack(None, (), analysis.low_back.citations),
        provenance=_without_files(analysis.provenance),
        rear=None if analysis.rear is None else shareable(analysis.rear),
    )
    if not isinstance(kept, Measured):
        return kept
    changes, watch = kept.changes, kept.watch
    if changes is not None:
        changes = replace(changes, since=_unnamed(changes.since), pain_before=None)
    return replace(
        kept, changes=changes, watch=None if watch is None else replace(watch, file="FIT")
    )


def _unnamed(clip: Clip) -> Clip:
    return replace(clip, name=RUN + PurePath(clip.name).suffix)


def _without_files(made: Provenance) -> Provenance:
    return replace(made, pictures_left_out=None)
