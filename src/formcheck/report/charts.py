"""The report's charts as SVG text, themed by the style sheet, drawn from ``analysis.json``.

Left is always a filled circle and a solid line, right a hollow diamond and a dashed line, so
that no chart needs its colours. Charts that follow the video carry ``data-axis`` (``time`` or
``phase``) and the ends of that axis in values and pixels; ``report.js`` reads them.
"""

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from formcheck.domain.analysis import Curve, EventRow, MetricRow, StepRow
from formcheck.domain.assessment import Band, NormCurve, Score
from formcheck.locales import listed
from formcheck.report.imperial import converted
from formcheck.report.svg import LinearScale, around, number, path, picture, tag, tick_texts
from formcheck.words import phrase
from formcheck.words.numbers import decimals, edge_text, value_text, write
from formcheck.words.wording import word

StrideLine = Curve | NormCurve
Edges = tuple[float | None, float | None]

SIDES = ("left", "right")
_ROW = 14.0
_WIDE, _LEFT, _RIGHT = 620, 58, 612
"""Width of the charts on the video's clock, and the ends of their axis."""


def mark(side: str, x: float, y: float, size: float = 4.0, **attributes: object) -> Markup:
    """Return the marker of a side: circle for left, diamond for right, square for both."""
    cls = f"mark {side}"
    if side == "left":
        return tag("circle", cx=x, cy=y, r=size, class_=cls, **attributes)
    if side == "right":
        r = size * 1.25
        corners = ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
        return tag("path", d=path(corners, closed=True), class_=cls, **attributes)
    return tag("rect", x=x - size * 0.5, y=y - size * 1.3, width=size, height=size * 2.6, rx=1,
               class_=cls, **attributes)  # fmt: skip


def text(x: float, y: float, content: str, *, anchor: str = "start", class_: str = "",
         imperial: str | None = None) -> Markup:  # fmt: skip
    """Return one line of text."""
    return tag("text", content, x=x, y=y, text_anchor=anchor, class_=class_ or None,
               data_imperial=imperial)  # fmt: skip


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """Return one straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def band_edges(band: Band | None) -> tuple[Edges, Edges]:
    """Return the (good, watch) ranges of a band; None is an open end."""
    if not band:
        return (None, None), (None, None)
    return (band.good_low, band.good_high), (band.watch_low, band.watch_high)


def zone_edges(band: Band | None) -> tuple[Edges, Edges] | None:
    """Return the usual range and the wider one around it; None where there is none."""
    good, watch = band_edges(band)
    if good == (None, None):
        return None
    # An open good edge leaves nothing to watch on that side.
    low, high = (None if g is None else w for g, w in zip(good, watch, strict=True))
    return good, (low, high)


def _zones(band: Band | None, scale: LinearScale, top: float, height: float) -> list[Markup]:
    shapes: list[Markup] = []
    good, watch = zone_edges(band) or (None, None)
    for edges, name in ((watch, "zone-watch"), (good, "zone-good")):
        if edges is None:
            continue
        left = scale.start if edges[0] is None else scale.inside(edges[0])
        right = scale.end if edges[1] is None else scale.inside(edges[1])
        shapes.append(
            tag("rect", x=left, y=top, width=max(right - left, 0.0), height=height, class_=name)
        )
    return shapes


def _norm(band: Band | None, scale: LinearScale, base: float) -> list[Markup]:
    """Return the mark of what is typical, with the spread between runners as a thin line."""
    if not band or band.expected is None:
        return []
    x, sd = scale.inside(band.expected), band.norm_sd
    shapes = [
        line(x, base - 4, x, base, "norm"),
        tag("path", d=path(((x, base), (x - 4, base + 7), (x + 4, base + 7)), closed=True),
            class_="norm-mark"),
    ]  # fmt: skip
    if sd:
        low, high = scale.inside(band.expected - sd), scale.inside(band.expected + sd)
        shapes.append(line(low, base + 1, high, base + 1, "norm-spread"))
    return shapes


def _names(
    scale: LinearScale, values: Sequence[float], words: Sequence[str], y: float
) -> list[Markup]:
    """Return values in print below an axis, leaving out those that would touch."""
    shapes: list[Markup] = []
    last = math.inf
    for value, words_of_it in zip(values, words, strict=True):
        x = scale(value)
        if abs(x - last) >= 30:
            shapes.append(text(x, y, words_of_it, anchor="middle", class_="tick"))
            last = x
    return shapes


def score_ruler(score: Score) -> Markup:
    """Return the score on a ruler from 0 to 100 with its 90 % interval."""
    scale = LinearScale(0, 100, 8, 412)
    low, high, value = (float(v) for v in (score.ci_low, score.ci_high, score.value))
    ticks = [
        line(scale(v), 34, scale(v), 42 if v % 50 == 0 else 38, "axis") for v in range(0, 101, 10)
    ]
    names = [text(scale(v), 56, str(v), anchor="middle", class_="tick") for v in (0, 50, 100)]
    x = scale(value)
    return picture(
        420,
        60,
        phrase("score_ruler", value=value, low=low, high=high),
        line(scale.start, 34, scale.end, 34, "axis"),
        *ticks,
        *names,
        tag(
            "rect",
            x=scale.inside(low),
            y=20,
            width=scale.inside(high) - scale.inside(low),
            height=14,
            class_="likely",
        ),
        tag("path", d=path(((x, 34), (x - 6, 12), (x + 6, 12)), closed=True), class_="needle"),
        class_="chart ruler",
    )


def bullet(rows: Sequence[MetricRow]) -> Markup:
    """Return value and interval of one metric against its band, one line a side.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of ``metrics`` with a value, one or two sides of one metric.
    """
    band = next((r.band for r in rows if r.band), None)
    good, watch = band_edges(band)
    expected = band.expected if band else None
    edges = sorted({e for e in (*good, *watch) if e is not None})
    ends = [v for r in rows for v in r.measured[1:]]
    ends += [v for v in (*good, expected) if v is not None]
    scale = LinearScale(*around(ends, 0.2), 18, 302)
    height = 20.0 * len(rows)
    shapes = [tag("rect", x=18, y=4, width=284, height=height, class_="zone-none")]
    shapes += _zones(band, scale, 4, height)
    for i, row in enumerate(rows):
        y, side = 14 + 20.0 * i, row.side
        value, low, high = row.measured
        shapes.append(line(scale(low), y, scale(high), y, f"range {side}"))
        shapes.append(mark(side, scale(value), y, 4.6))
        if side != "both":
            shapes.append(
                text(10, y + 4, word("foot_initial", side), anchor="middle", class_="lane")
            )
    shapes += _norm(band, scale, 4 + height)
    unit = rows[0].unit
    shown = [e for e in edges if scale.low <= e <= scale.high]
    shapes += _names(scale, shown, [edge_text(e, unit) for e in shown], height + 23)
    spoken = listed(
        f"{word('leg', r.side)} {value_text(value, unit, low, high)}"
        for r in rows
        for value, low, high in (r.measured,)
    )
    tall = height + (27 if shown or expected is not None else 8)
    told = phrase("against_usual_range", values=spoken)
    return picture(320, tall, told, *shapes, class_="chart bullet")


def _seen(metric: str, steps: Sequence[StepRow]) -> list[tuple[float, float, str]]:
    """Return time, value and foot of the steps that have a metric."""
    found = [(step.ic_s, step.metrics.get(metric), step.side) for step in steps]
    return [(time_s, value, side) for time_s, value, side in found if value is not None]


def sparkline(metric: str, steps: Sequence[StepRow]) -> Markup | None:
    """Return the steps of one metric in order of time, or None where no step has it."""
    seen = _seen(metric, steps)
    if len(seen) < 3:
        return None
    x = LinearScale(seen[0][0], seen[-1][0], 8, 312)
    y = LinearScale(*around([v for _, v, _ in seen]), 40, 6)
    shapes: list[Markup] = []
    for side in SIDES:
        own = [(x(t), y(v)) for t, v, s in seen if s == side]
        shapes.append(tag("path", d=path(own), class_=f"trace {side}"))
        shapes += [mark(side, *point, 2.3) for point in own]
    return picture(
        320, 46, phrase("steps_in_order", steps=len(seen)), *shapes, class_="chart spark"
    )


def _time_axis(x: LinearScale, base: float) -> list[Markup]:
    shapes = [line(x.start, base, x.end, base, "axis")]
    ticks = x.ticks(8)
    for t, words in zip(ticks, tick_texts(ticks), strict=True):
        shapes.append(line(x(t), base, x(t), base + 4, "axis"))
        shapes.append(text(x(t), base + 17, f"{words} s", anchor="middle", class_="tick"))
    return shapes


def _linked(axis: str, x: LinearScale) -> dict[str, object]:
    return {
        "data_axis": axis,
        "data_v0": number(x.low),
        "data_v1": number(x.high),
        "data_x0": number(x.start),
        "data_x1": number(x.end),
    }


def timeline(
    steps: Sequence[StepRow], events: Sequence[EventRow], span_s: Sequence[float]
) -> Markup:
    """Return the contacts of both feet over time, one lane a foot."""
    x = LinearScale(float(span_s[0]), float(span_s[1]), _LEFT, _RIGHT)
    shapes = []
    for side, top in (("left", 8.0), ("right", 40.0)):
        shapes.append(
            text(_LEFT - 8, top + 15, word("foot_heading", side), anchor="end", class_="lane")
        )
        shapes.append(line(x.start, top + 22, x.end, top + 22, "grid"))
        for step in (s for s in steps if s.side == side):
            if step.to_s is None:
                continue
            left, right = x.inside(step.ic_s), x.inside(step.to_s)
            ms = 1000 * (step.to_s - step.ic_s)
            note = tag("title", phrase("foot_on_ground", step=step.step, side=side, ms=ms))
            shapes.append(tag("rect", note, x=left, y=top, width=right - left, height=22, rx=2,
                              class_=f"contact {side}"))  # fmt: skip
        for event in (e for e in events if e.side == side and e.event == "IC"):
            at = x.inside(event.time_s)
            shapes.append(
                line(at, top - 3, at, top + 25, "ic" if event.confidence >= 0.5 else "ic unsure")
            )
    shapes += _time_axis(x, 72)
    shapes.append(line(x.start, 2, x.start, 72, "playhead"))
    told = phrase("contacts_over_time")
    return picture(_WIDE, 94, told, *shapes, class_="chart timeline", **_linked("time", x))


def step_chart(metric: str, unit: str, steps: Sequence[StepRow], band: Band | None,
               span_s: Sequence[float]) -> Markup:  # fmt: skip
    """Return one metric step by step on the video's clock, the usual range behind."""
    seen = _seen(metric, steps)
    x = LinearScale(float(span_s[0]), float(span_s[1]), _LEFT, _RIGHT)
    y = LinearScale(*around([v for _, v, _ in seen], 0.25), 140, 8)
    shapes: list[Markup] = []
    (low, high), _ = band_edges(band)
    if band and (low is None or low < y.high) and (high is None or high > y.low):
        top = y.end if high is None else y.inside(high)
        bottom = y.start if low is None else y.inside(low)
        shapes.append(
            tag(
                "rect",
                x=_LEFT,
                y=top,
                width=_RIGHT - _LEFT,
                height=bottom - top,
                class_="zone-good",
            )
        )
    ticks = y.ticks(4)
    for v, words in zip(ticks, tick_texts(ticks), strict=True):
        shapes.append(line(_LEFT, y(v), _RIGHT, y(v), "grid"))
        inches = converted(v, unit)
        other = None if inches is None else write(inches, max(1, decimals(unit)))
        shapes.append(text(_LEFT - 6, y(v) + 4, words, anchor="end", class_="tick", imperial=other))
    for side in SIDES:
        own = [(x(t), y(v)) for t, v, s in seen if s == side]
        shapes.append(tag("path", d=path(own), class_=f"trace {side}"))
        shapes += [mark(side, *point, 4.0) for point in own]
    shapes += _time_axis(x, 140)
    shapes.append(line(x.start, 4, x.start, 140, "playhead"))
    told = phrase("step_by_step", metric=metric)
    return picture(_WIDE, 162, told, *shapes, class_="chart steps", **_linked("time", x))


def _ribbon(x: LinearScale, y: LinearScale, curve: StrideLine, side: str) -> list[Markup]:
    known = [
        (x(phase), y(m + sd), y(m - sd))
        for phase, (m, sd) in enumerate(zip(curve.mean, curve.sd, strict=True))
        if m is not None and sd is not None
    ]
    upper = [(at, high) for at, high, _ in known]
    lower = [(at, low) for at, _, low in reversed(known)]
    middle = [None if m is None else (x(phase), y(m)) for phase, m in enumerate(curve.mean)]
    return [
        tag("path", d=path([*upper, *lower], closed=True), class_=f"ribbon {side}"),
        tag("path", d=path(middle), class_=f"curve {side}"),
    ]


def stride_curve(
    title: str, lines: Mapping[str, StrideLine], toe_off_pct: Mapping[str, float]
) -> Markup:
    """Return one angle over the stride, mean and standard deviation of each side.

    Parameters
    ----------
    title : str
        What the curve shows.
    lines : mapping of str to Curve
        By ``left``, ``right`` and ``norm``, which stands behind; each may be absent.
    toe_off_pct : mapping
        Side to the share of the stride at which that foot leaves the ground.
    """
    sides = [(s, lines[s]) for s in ("norm", *SIDES) if s in lines]
    ends = [
        m + k * (s or 0)
        for _, c in sides
        for m, s in zip(c.mean, c.sd, strict=True)
        if m is not None
        for k in (-1, 1)
    ]
    x, y = LinearScale(0, 100, 40, 372), LinearScale(*around(ends, 0.08), 172, 10)
    shapes: list[Markup] = []
    ticks = y.ticks(4)
    for v, words in zip(ticks, tick_texts(ticks), strict=True):
        shapes.append(line(40, y(v), 372, y(v), "grid zero" if v == 0 else "grid"))
        shapes.append(text(34, y(v) + 4, words, anchor="end", class_="tick"))
    for side, at in toe_off_pct.items():
        if side in lines:
            shapes.append(line(x(at), 10, x(at), 172, f"toe-off {side}"))
    for side, values in sides:
        shapes += _ribbon(x, y, values, side)
    shapes.append(line(40, 172, 372, 172, "axis"))
    for v, name, anchor in (
        (0, word("stride_phase", "contact"), "start"),
        (50, "50 %", "middle"),
        (100, word("stride_phase", "next_contact"), "end"),
    ):
        shapes.append(text(x(v), 188, name, anchor=anchor, class_="tick"))
    if toe_off_pct:
        middle = sum(toe_off_pct.values()) / len(toe_off_pct)
        shapes.append(
            text(x(middle), 8, word("stride_phase", "toe_off"), anchor="middle", class_="tick")
        )
    shapes += [line(x.start, 10, x.start, 172, f"playhead {s}") for s, _ in sides if s in SIDES]
    return picture(380, 192, title, *shapes, class_="chart stride", **_linked("phase", x))


def _row_number(i: int) -> Markup:
    return text(190, 30 + _ROW * i, str(i + 1), anchor="middle", class_="tick")


def butterfly(metric: str, steps: Sequence[StepRow]) -> Markup:
    """Return left and right steps back to back, one row a stride, medians as lines."""
    sides = {s: [r.metrics.get(metric) for r in steps if r.side == s] for s in SIDES}
    low, high = around([v for own in sides.values() for v in own if v is not None], 0.15)
    rows = max(len(v) for v in sides.values())
    base, shapes = 20.0 + rows * _ROW, []
    scales = {
        "left": LinearScale(low, high, 176, 8),
        "right": LinearScale(low, high, 204, 372),
    }
    for side, scale in scales.items():
        values = sorted(v for v in sides[side] if v is not None)
        shapes.append(
            text(
                scale(low + (high - low) / 2),
                12,
                word("foot_heading", side),
                anchor="middle",
                class_="lane",
            )
        )
        shapes.append(line(scale.start, base, scale.end, base, "axis"))
        ticks = scale.ticks(4)
        shapes += _names(scale, ticks, tick_texts(ticks), base + 14)
        if values:
            n = len(values)
            at = scale((values[(n - 1) // 2] + values[n // 2]) / 2)
            shapes.append(line(at, 18, at, base, f"median {side}"))
        tips = [(scale(v), 26 + _ROW * i) for i, v in enumerate(sides[side]) if v is not None]
        shapes += [line(scale.start, y, x, y, f"wing {side}") for x, y in tips]
        shapes += [mark(side, x, y, 3.2) for x, y in tips]
    shapes += [_row_number(i) for i in range(rows)]
    told = phrase("left_beside_right", metric=metric)
    return picture(380, base + 20, told, *shapes, class_="chart butterfly")
