"""The methods section: sentences that the analysis itself backs.

Every sentence is written only where ``analysis.json`` says that the thing was done.
"""

from formcheck.domain.analysis import Analysis, WatchRows
from formcheck.domain.clip import Clip
from formcheck.locales import listed
from formcheck.report.accuracy import accuracy
from formcheck.words import METRIC, Units, phrase, say


def methods(analysis: Analysis, units: Units = METRIC) -> list[tuple[str, list[str]]]:
    """Return headed paragraphs that say how this analysis was made."""
    sections = [("about_reading", _reading(analysis)), ("about_joints", _joints(analysis))]
    if analysis.metrics:
        sections.append(("about_contacts", _contacts(analysis)))
        sections.append(("about_measuring", _measuring(analysis, units)))
    if analysis.watch:
        sections.append(("about_watch", _watch(analysis.watch)))
    if analysis.score:
        sections.append(("about_scoring", _scoring(analysis)))
    return [(phrase(heading), [s for s in sentences if s]) for heading, sentences in sections]


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
        return [phrase("table_read", name=clip.name)]
    words = [
        phrase(
            "clip_read",
            codec=str(clip.codec),
            container=_container(clip),
            width=clip.width,
            height=clip.height,
            fps=clip.fps,
            version=_version(analysis, "av"),
        )
    ]
    if clip.rotation_deg:
        words.append(phrase("turned_upright", degrees=clip.rotation_deg))
    if factor != 1:
        words.append(phrase("slowed_down", factor=factor, source=analysis.slow_motion_source))
    start_s, end_s = analysis.analysed_span_s
    return [*words, phrase("span_analysed", start_s=start_s, end_s=end_s)]


def _joints(analysis: Analysis) -> list[str]:
    made = analysis.provenance
    words = []
    model = made.model
    if model is not None:
        code = "model_used" if model.sha256 else "model_used_unknown_file"
        file, version = (model.sha256 or "")[:12], _version(analysis, "mediapipe")
        words.append(phrase(code, name=model.name, version=version, file=file))
    if made.history:
        told = listed(say(note).rstrip(".") for note in made.history)
        words.append(phrase("steps_of_history", told=told))
    words += [
        phrase("corrected_by_hand", new=c.new_or_moved, gone=c.gone_or_moved)
        for c in made.corrections
    ]
    if made.pictures_left_out is not None:
        words.append(say(made.pictures_left_out))
    return words


def _contacts(analysis: Analysis) -> list[str]:
    left, right = (sum(step.side == side for step in analysis.steps) for side in ("left", "right"))
    used = phrase("steps_used", steps=len(analysis.steps), left=left, right=right)
    return [phrase("contacts_placed"), used]


def _measuring(analysis: Analysis, units: Units) -> list[str]:
    scale, speed, view = analysis.scale, analysis.speed_mps, analysis.view
    behind = view.kind == "back"
    words = [
        phrase("values_behind") if behind else phrase("values_are", near=str(analysis.near_side))
    ]
    if view.yaw_deg is not None and not behind:
        words.append(phrase("off_square", yaw_deg=abs(view.yaw_deg)))
    if view.roll_deg is not None:
        words.append(
            phrase("landmarks_upright", roll_deg=view.roll_deg, source=view.gravity_source)
        )
    if speed:
        words.append(phrase("speed_is", units, speed_mps=speed.value, source=speed.source))
    if scale:
        mm, sd_pct = 1000 * scale.m_per_px, 100 * scale.rel_sd
        words.append(phrase("pixel_is", mm=mm, source=scale.source, sd_pct=sd_pct))
    else:
        words.append(phrase("no_scale"))
    rate = analysis.clip.fps * analysis.slow_motion_factor
    return [*words, _standing(analysis), phrase("intervals_join"), accuracy(rate)]


def _standing(analysis: Analysis) -> str:
    seen = analysis.standing
    if seen is None:
        return ""
    start_s, end_s = seen.span_s
    return phrase(
        "stood_still",
        start_s=start_s,
        end_s=end_s,
        frames=seen.n_frames,
        lean_deg=abs(seen.lean_deg),
        way="forward" if seen.lean_deg >= 0 else "back",
        knee_deg=seen.knee_flexion_deg,
        side=seen.side,
    )


def _watch(watch: WatchRows) -> list[str]:
    words = [phrase("watch_worn", file=watch.file, records=watch.n_records)]
    for row in watch.values:
        if row.value is None or row.ci_low is None or row.ci_high is None:
            words.append(phrase("watch_alone", metric=row.metric, watch=row.watch))
        else:
            value, low, high = row.value, row.ci_low, row.ci_high
            found = {"watch": row.watch, "value": value, "low": low, "high": high}
            words.append(phrase("watch_beside", metric=row.metric, **found))
    return words


def _scoring(analysis: Analysis) -> list[str]:
    if analysis.score is None:
        return []
    judged = analysis.score.coverage
    return [
        phrase("guidelines_are", name=str(analysis.settings["guidelines"])),
        phrase("points_are"),
        phrase("coverage_is", judged=judged.judged, of=judged.of),
        phrase("score_means"),
    ]
