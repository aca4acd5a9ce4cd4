"""From dictionary and folder to one HTML text that needs nothing else."""

import base64
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from formcheck.document import as_json
from formcheck.domain.analysis import Analysis, KeyFrame
from formcheck.domain.files import REAR, VIDEO
from formcheck.letterhead import clinic, kept_in
from formcheck.report.model import build
from formcheck.report.pages import environment, static, typefaces
from formcheck.report.pictures import contact_spread, drawn_for, keep_end, overlay
from formcheck.words import phrase
from formcheck.words.wording import word

Draw = Callable[..., Markup | None]
"""``overlay`` that knows how this camera stood."""

VIDEO_LIMIT_BYTES: Final = 5 * 1024 * 1024
PAGE_LIMIT_BYTES: Final = 8 * 1000 * 1000

_TYPES: Final[dict[str, str]] = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
}


def embedded_json(analysis: Analysis) -> Markup:
    """Return ``analysis.json`` so that it can stand inside a ``<script>`` element."""
    text = json.dumps(as_json(analysis), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("</", "<\\/").replace("<!--", "<\\u0021--"))  # noqa: S704


def data_uri(path: Path) -> str | None:
    """Return a picture or video as ``data:`` URI, or None if it is not there."""
    kind = _TYPES.get(path.suffix.lower())
    if kind is None or not path.is_file():
        return None
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _inside(folder: Path, name: str) -> Path | None:
    path = (folder / name).resolve()
    return path if path.is_relative_to(folder.resolve()) else None


def _still(
    frame: KeyFrame, folder: Path, draw: Draw, metric: str | None = None, *, drawn: bool = True
) -> dict[str, Any] | None:
    """Return picture and drawing of one key frame for the templates.

    Without a picture (a landmark table has none) the drawing stands alone if ``drawn``.
    """
    path = _inside(folder, frame.picture) if frame.picture else None
    uri = data_uri(path) if path else None
    shows = metric is None or bool(drawn_for(metric))
    if uri is None and not (drawn and shows and frame.points):
        return None
    event = word("event", frame.event)
    return {
        "event": event,
        "side": frame.side,
        "time_s": frame.time_s,
        "uri": uri,
        "width": round(frame.crop_px[2]),
        "height": round(frame.crop_px[3]),
        "overlay": draw(frame, metric=metric),
        "thumb": draw(frame, metric=metric, preview=True, bare=uri is None),
        "end": keep_end(metric).lower(),
        "alt": _alternative_text(frame),
    }


def _alternative_text(frame: KeyFrame) -> str:
    """Return what a key frame shows, for those who hear the page."""
    if frame.side is None:
        return phrase("key_frame_view", event=frame.event, time_s=frame.time_s)
    return phrase("key_frame", event=frame.event, side=frame.side, time_s=frame.time_s)


def _tile(analysis: Analysis, folder: Path, draw: Draw) -> dict[str, Any] | None:
    """Return the plain figure, for a finding that no key frame shows."""
    frame = next(iter(analysis.key_frames), None)
    still = None if frame is None else _still(frame, folder, draw)
    if frame is None or still is None:
        return None
    plain = draw(frame, metric="", preview=True, bare=still["uri"] is None)
    return {**still, "thumb": plain, "end": "ymid"}


def _stills(analysis: Analysis, content: dict[str, Any], folder: Path) -> dict[str, Any]:
    roll_deg = analysis.view.roll_deg or 0.0
    draw = partial(overlay, direction=analysis.direction or "right", roll_deg=roll_deg)
    for finding in content["findings"]:
        frame = finding["frame"]
        finding["still"] = frame and _still(frame, folder, draw, finding["metric"])
        finding["tile"] = finding["still"] or _tile(analysis, folder, draw)
    stills = [
        _still(frame, folder, draw, drawn=not content["refused"]) for frame in analysis.key_frames
    ]
    poses = analysis.contact_poses
    return {
        "stills": [s for s in stills if s is not None],
        "ratio": max((s["width"] / s["height"] for s in stills if s is not None), default=0.75),
        "spread": contact_spread(poses, roll_deg) if poses else None,
        "spread_of": len(poses),
    }


def _letterhead(analysis: Analysis, folder: Path) -> dict[str, Any]:
    """Return the clinic's name and logo; the folder of what is shared holds none."""
    name, logo = analysis.settings.get("letterhead"), kept_in(folder)
    if not isinstance(name, str) or logo is None:
        return {"clinic": None, "logo": None}
    return {"clinic": clinic(name), "logo": data_uri(logo)}


def _page(content: dict[str, Any], analysis: Analysis, folder: Path, *, embedded: bool) -> str:
    video = _film(content, folder / VIDEO, "", embedded=embedded)
    if rear := content["rear"]:
        content = content | {
            "rear": rear
            | {"video": _film(rear, folder / REAR / VIDEO, f"{REAR}/", embedded=embedded)}
        }
    template = environment("formcheck.report").get_template("report.html.j2")
    return template.render(
        **content,
        video=video,
        css=typefaces() + static("formcheck.report", "report.css"),
        js=static("formcheck.report", "report.js"),
        analysis_json=embedded_json(analysis),
    )


def prepare() -> None:
    """Load what :func:`render` stands on, which takes as long as rendering."""
    import matplotlib.ticker  # noqa: F401  (rounds the ticks of the charts)

    templates = environment("formcheck.report")
    for name in templates.list_templates():
        templates.get_template(name)


def render_plan(analysis: Analysis, folder: Path) -> str | None:
    """Return the six weeks alone, one page to print; None where there is no plan."""
    content = build(analysis)
    if content["plan"] is None:
        return None
    template = environment("formcheck.report").get_template("sheet.html.j2")
    return template.render(
        **content,
        **_letterhead(analysis, folder),
        css=typefaces() + static("formcheck.report", "report.css"),
    )


def render(analysis: Analysis, folder: Path) -> str:
    """Return the report as one self-contained HTML text.

    Parameters
    ----------
    analysis : Analysis
    folder : Path
        Where ``pictures/`` and ``annotated.mp4`` lie; either may be absent.

    Returns
    -------
    str
        HTML5, under 8 MB, without any reference to the network except citation links.
    """
    content = build(analysis)
    content |= _stills(analysis, content, folder)
    content |= _letterhead(analysis, folder)
    content["rear"] = None if analysis.rear is None else _rear(analysis.rear, folder / REAR)
    for embedded in (True, False):
        page = _page(content, analysis, folder, embedded=embedded)
        if len(page.encode()) <= PAGE_LIMIT_BYTES:
            break
    return page


def _rear(analysis: Analysis, folder: Path) -> dict[str, Any]:
    """Return what the page shows of the film from behind."""
    content = build(analysis)
    return content | _stills(analysis, content, folder)


def _film(content: dict[str, Any], video: Path, place: str, *, embedded: bool) -> str | None:
    """Return the address of an annotated film: itself where it is small, else its place."""
    if content["player"] is None or not video.is_file():
        return None
    small = embedded and video.stat().st_size <= VIDEO_LIMIT_BYTES
    return data_uri(video) if small else f"{place}{video.name}"
