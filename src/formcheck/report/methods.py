"""The methods section: sentences that the analysis itself backs.

Every sentence is written only where ``analysis.json`` says that the thing was done.
"""

from formcheck.domain.analysis import Analysis, WatchRows
from formcheck.domain.clip import Clip
from formcheck.report.accuracy import accuracy
from formcheck.words import METRIC, Units, say
from formcheck.words.numbers import write
from formcheck.words.wording import label, word

_SPEED_SOURCE = {
    "user": "as given with the clip",
    "planted_foot": "worked out from how the planted foot travels in the picture",
}
_SCALE_SOURCE = {
    "stature": "from the runner's height and the length of the legs in the picture",
    "sidecar": "from the file given with the landmark table",
}
_SLOW_SOURCE = {
    "user": "you gave the capture rate",
    "metadata": "the camera wrote it into the file",
    "duplicates": "frames repeat in the file",
    "physiology": "the steps and flight times would not be humanly possible otherwise",
}
_WATCH_UNITS = {
    "cadence_spm": "steps a minute",
    "contact_time_ms": "ms",
    "vertical_oscillation_cm": "cm",
}


def methods(analysis: Analysis, units: Units = METRIC) -> list[tuple[str, list[str]]]:
    """Return headed paragraphs that say how this analysis was made."""
    sections = [("Reading the clip", _reading(analysis)), ("Finding the joints", _joints(analysis))]
    if analysis.metrics:
        sections.append(("Finding the contacts", _contacts(analysis)))
        sections.append(("Measuring", _measuring(analysis, units)))
    if analysis.watch:
        sections.append(("Beside the watch", _watch(analysis.watch)))
    if analysis.score:
        sections.append(("Scoring", _scoring(analysis)))
    return [(heading, [s for s in sentences if s]) for heading, sentences in sections]


def _version(analysis: Analysis, package: str) -> str:
    found = analysis.provenance.packages.get(package)
    return f" {found}" if found else ""


def _container(clip: Clip) -> str:
    """Return one name of the container: decoders list all that share the same reader."""
    names = str(clip.container).split(",")
    ending = str(clip.name).rpartition(".")[2].lower()
    return ending if ending in names else names[0]


def _reading(analysis: Analysis) -> list[str]:
    clip, factor = analysis.clip, analysis.slow_motion_factor
    if clip.container == "table":
        return [word("method", "table").format(name=clip.name)]
    words = [
        (
            f"The clip ({clip.codec} in {_container(clip)}, {clip.width} x {clip.height} "
            f"pixels, {write(clip.fps, 2)} frames a second on playback) was decoded with PyAV"
            f"{_version(analysis, 'av')}; times are the file's own presentation timestamps."
        )
    ]
    if clip.rotation_deg:
        words.append(f"The picture was turned upright by {clip.rotation_deg} degrees.")
    if factor != 1:
        why = _SLOW_SOURCE.get(analysis.slow_motion_source, analysis.slow_motion_source)
        words.append(f"It plays {write(factor, 2)} times slower than life ({why}); corrected.")
    start, end = analysis.analysed_span_s
    words.append(f"Analysed: {write(start, 2)} s to {write(end, 2)} s of capture time.")
    return words


def _joints(analysis: Analysis) -> list[str]:
    made = analysis.provenance
    words = []
    model = made.model
    if model is not None:
        file = (model.sha256 or "not recorded")[:12]
        words.append(
            f"Thirty-three body landmarks a frame come from the model {model.name} "
            f"(MediaPipe{_version(analysis, 'mediapipe')}, file {file})."
        )
    if made.history:
        told = "; ".join(say(note).rstrip(".") for note in made.history)
        words.append(word("method", "history").format(told=told))
    words += [
        word("method", "correction").format(new=c.new_or_moved, gone=c.gone_or_moved)
        for c in made.corrections
    ]
    if made.pictures_left_out is not None:
        words.append(say(made.pictures_left_out))
    return words


def _contacts(analysis: Analysis) -> list[str]:
    sides = [sum(step.side == side for step in analysis.steps) for side in ("left", "right")]
    return [
        word("method", "contacts"),
        f"{len(analysis.steps)} steps were used, {sides[0]} left and {sides[1]} right.",
    ]


def _measuring(analysis: Analysis, units: Units) -> list[str]:
    scale, speed, view = analysis.scale, analysis.speed_mps, analysis.view
    words = [word("method", "values").format(near=analysis.near_side)]
    if view.yaw_deg is not None:
        words.append(f"The camera stands {write(abs(view.yaw_deg), 0)} degrees off square.")
    if view.roll_deg is not None:
        words.append(f"It is tilted by {write(view.roll_deg, 1)} degrees.")
    if speed:
        source = _SPEED_SOURCE.get(speed.source, speed.source)
        value = f"{write(units.number(speed.value, 'm/s'), 2)} {units.unit('m/s')}"
        words.append(f"Speed is {value}, {source}.")
    if scale:
        source = _SCALE_SOURCE.get(scale.source, scale.source)
        words.append(
            f"One pixel is {write(1000 * scale.m_per_px, 2)} mm, {source}, good to about "
            f"{write(100 * scale.rel_sd, 0)} % (one standard deviation)."
        )
    else:
        words.append(word("method", "no_scale"))
    rate = analysis.clip.fps * analysis.slow_motion_factor
    return [*words, _standing(analysis), word("method", "intervals"), accuracy(rate)]


def _standing(analysis: Analysis) -> str:
    seen = analysis.standing
    if seen is None:
        return ""
    start_s, end_s = seen.span_s
    lean_deg = seen.lean_deg
    return word("method", "standing").format(
        start=write(start_s, 1),
        end=write(end_s, 1),
        frames=seen.n_frames,
        lean=write(abs(lean_deg), 1),
        way="forward" if lean_deg >= 0 else "back",
        knee=write(seen.knee_flexion_deg, 1),
        side=seen.side,
    )


def _watch(watch: WatchRows) -> list[str]:
    words = [word("method", "watch").format(file=watch.file, records=watch.n_records)]
    for row in watch.values:
        ours = "not measured here"
        if row.value is not None and row.ci_low is not None and row.ci_high is not None:
            ours = f"here {write(row.value, 1)} ({write(row.ci_low, 1)} to "
            ours += f"{write(row.ci_high, 1)})"
        unit = _WATCH_UNITS[row.metric]
        words.append(f"{label(row.metric)}, {unit}: watch {write(row.watch, 1)}, {ours}.")
    return words


def _scoring(analysis: Analysis) -> list[str]:
    if analysis.score is None:
        return []
    judged = analysis.score.coverage
    return [
        f"Guidelines: {analysis.settings['guidelines']}.",
        word("method", "points"),
        word("method", "coverage").format(judged=judged.judged, of=judged.of),
        word("method", "meaning"),
    ]
