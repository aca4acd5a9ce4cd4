"""Charts of a block: trend of a metric, calendar, pain log, drift within a session. All SVG."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from formcheck.block.levels import levels, reach, shifts, single_half
from formcheck.block.values import SessionValue, Trend
from formcheck.domain.metric import Z90
from formcheck.locales import dates, listed, read_numbers_as
from formcheck.report.charts import line, text
from formcheck.report.svg import LinearScale, Point, around, path, picture, tag, tick_texts
from formcheck.words import phrase
from formcheck.words.numbers import value_text
from formcheck.words.wording import word

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - sessions carry local time without a zone
WIDTH, LEFT, RIGHT = 560.0, 46.0, 548.0
CELL = 19.0
MOST_SWITCHES = 4


def date_of(day: float) -> datetime:
    """Moment of a day count."""
    return EPOCH + timedelta(days=day)


def short_date(day: float) -> str:
    """Return ``3 Jun``."""
    return dates.short_date(date_of(day))


def full_date(day: float) -> str:
    """Return ``3 June 2026``."""
    return day_of(date_of(day))


def day_of(moment: datetime) -> str:
    """Return the day of a moment, ``3 June 2026``."""
    return dates.full_date(moment)


def day_scale(days: Sequence[float]) -> LinearScale:
    """Dates along the width of a chart."""
    return LinearScale(min(days), max(days) or 1.0, LEFT + 10, RIGHT - 10)


def trend_chart(label: str, trend: Trend, x: LinearScale) -> Markup:
    """Return a metric session by session with both intervals and what was found."""
    sessions = trend.sessions
    shift = shifts(trend)
    y = LinearScale(*around(reach(trend, shift), 0.08), 178, 8)
    shapes = [*_value_axis(y), *_date_axis(x, 178), *_found(trend, x, y)]
    for s in sessions:
        shapes += _session_mark(s, shift.get(s.session, 0.0), trend.unit, x(s.day), y)
    switches = _shoe_switches(sessions)
    shapes += _shoe_lane(switches, x, 216)
    words = listed(
        f"{short_date(s.day)} {value_text(s.value, trend.unit, s.ci_low, s.ci_high)}"
        for s in sessions
    )
    height = 222 if switches else 202
    return picture(WIDTH, height, phrase("trend_in_words", metric=label, values=words), *shapes,
                   class_="chart trend")  # fmt: skip


def _value_axis(y: LinearScale) -> list[Markup]:
    shapes = []
    ticks = y.ticks(4)
    for v, words in zip(ticks, tick_texts(ticks), strict=True):
        shapes.append(line(LEFT, y(v), RIGHT, y(v), "grid"))
        shapes.append(text(LEFT - 6, y(v) + 4, words, anchor="end", class_="tick"))
    return shapes


def _date_axis(x: LinearScale, base: float) -> list[Markup]:
    shapes = [line(LEFT, base, RIGHT, base, "axis")]
    for i in range(5 if x.high > x.low else 1):
        day = x.low + (x.high - x.low) * i / 4
        shapes.append(line(x(day), base, x(day), base + 4, "axis"))
        shapes.append(text(x(day), base + 17, short_date(day), anchor="middle", class_="tick"))
    return shapes


def _found(trend: Trend, x: LinearScale, y: LinearScale) -> list[Markup]:
    """Where single sessions fall when nothing changes, or the change that was found."""
    parts = levels(trend)
    if not parts:
        return []
    half = single_half(trend)
    shapes = [_band(x, y, part.start, part.end, half) for part in parts]
    ends = [[(x(day), y(value)) for day, value in (part.start, part.end)] for part in parts]
    if trend.verdict != "changed":
        (first, last), *_ = ends
        return [*shapes, line(*first, *last, "level")]
    points = [p for pair in ends for p in (*pair, None)][:-1]
    shapes.append(tag("path", d=path(points), class_="level found"))
    if len(parts) > 1:
        at = x(parts[1].start[0])
        since = phrase("since_day", day=short_date(trend.at_day or parts[1].end[0]))
        shapes += [line(at, 8, at, 178, "split"), text(at + 5, 17, since, class_="tick")]
    return shapes


def _band(x: LinearScale, y: LinearScale, start: Point, end: Point, half: float) -> Markup:
    """Where single sessions fall about a level or a slope."""
    (first, low), (last, high) = start, end
    right = max(x(last), x(first) + 1.0)
    corners = [
        *((x(first), y.inside(low + half)), (right, y.inside(high + half))),
        *((right, y.inside(high - half)), (x(first), y.inside(low - half))),
    ]
    return tag("path", d=path(corners, closed=True), class_="zone-none")


def _session_mark(
    s: SessionValue, shift: float, unit: str, at: float, y: LinearScale
) -> list[Markup]:
    half, value = Z90 * s.sd_strides, s.value + shift
    read = value_text(s.value, unit, s.ci_low, s.ci_high)
    said = [phrase("session_mark", day=full_date(s.day), value=read)]
    if s.speed_mps is not None:
        said.append(phrase("at_speed", speed_mps=s.speed_mps))
    said.append(phrase("several_clips", clips=s.n_clips) if s.n_clips > 1 else phrase("one_clip"))
    cls = "session" if s.comparable else "session apart"
    shapes = [
        line(at, y.inside(s.ci_low + shift), at, y.inside(s.ci_high + shift), "whole"),
        line(at, y.inside(value - half), at, y.inside(value + half), "own"),
        tag("circle", tag("title", ", ".join(said)), cx=at, cy=y(value), r=4.2, class_=cls),
    ]
    if abs(y(s.value) - y(value)) > 1.5:
        shapes.append(line(at - 5, y(s.value), at + 5, y(s.value), "as-read"))
    return shapes


def _shoe_switches(sessions: Sequence[SessionValue]) -> list[tuple[float, str]]:
    """Day and name of each new shoe; none if they were worn in turn, which marks cannot show."""
    found: list[tuple[float, str]] = []
    for s in sessions:
        if s.shoe and (not found or found[-1][1] != s.shoe):
            found.append((s.day, s.shoe))
    return found if len(found) <= MOST_SWITCHES else []


def _shoe_lane(switches: Sequence[tuple[float, str]], x: LinearScale, base: float) -> list[Markup]:
    shapes, end = [], -1e9
    for day, shoe in switches:
        words = shoe if len(shoe) <= 14 else shoe[:13] + "…"
        if x(day) > end:
            shapes.append(text(x(day), base, words, class_="tick shoe"))
            end = x(day) + 9.0 * len(words)
    return shapes


def calendar(days: Sequence[tuple[float, str]]) -> Markup:
    """Return weeks as columns, weekdays as rows, a filled cell where there was a session.

    Parameters
    ----------
    days : sequence of (day, words)
        Day counts with what to say about them.
    """
    told: dict[int, list[str]] = {}
    for day, words in days:
        told.setdefault(int(day), []).append(words)
    monday = min(told) - date_of(min(told)).weekday()
    weeks = (max(told) - monday) // 7 + 1
    shapes = [
        text(28, 31 + CELL * i, word("weekday", name), anchor="end", class_="tick")
        for i, name in ((0, "mon"), (2, "wed"), (4, "fri"), (6, "sun"))
    ]
    last = None
    for week in range(weeks):
        first = date_of(monday + 7 * week)
        x = 34 + CELL * week
        if first.month != last and (last is None or first.day <= 7):
            shapes.append(text(x, 12, dates.short_month(first), class_="tick"))
        last = first.month
        for weekday in range(7):
            day = monday + 7 * week + weekday
            shapes += _day_cell(x, 18 + CELL * weekday, date_of(day).day, told.get(day, []))
    width = 40 + CELL * weeks
    return picture(width, 20 + 7 * CELL, phrase("calendar_in_words", days=len(told)), *shapes,
                   class_="chart calendar", style=f"width: {width:.0f}px")  # fmt: skip


def _day_cell(x: float, y: float, number: int, notes: Sequence[str]) -> list[Markup]:
    size = CELL - 3
    title = [tag("title", listed(dict.fromkeys(notes)))] if notes else []
    cell = tag("rect", *title, x=x, y=y, width=size, height=size, rx=2,
               class_="day run" if notes else "day")  # fmt: skip
    if not notes:
        return [cell]
    return [cell, text(x + size / 2, y + 12, str(number), anchor="middle", class_="day-number")]


def pain_chart(entries: Sequence[tuple[float, float]], x: LinearScale) -> Markup:
    """Return the pain log, 0 to 10, on the dates of the trends."""
    y = LinearScale(0, 10, 84, 8)
    shapes = [
        shape
        for v in (0, 5, 10)
        for shape in (
            line(LEFT, y(v), RIGHT, y(v), "grid"),
            text(LEFT - 6, y(v) + 4, str(v), anchor="end", class_="tick"),
        )
    ]
    shapes += _date_axis(x, 84)
    for day, pain in entries:
        shapes.append(line(x(day), y(0), x(day), y(pain), "stem"))
        note = tag("title", phrase("pain_mark", day=full_date(day), pain=pain))
        shapes.append(tag("circle", note, cx=x(day), cy=y(pain), r=4.2, class_="pain"))
    words = listed(f"{short_date(day)} {read_numbers_as(f'{pain:g}')}" for day, pain in entries)
    return picture(WIDTH, 108, phrase("pain_in_words", values=words), *shapes, class_="chart trend")


def effect_chart(delta: float, low: float, high: float) -> Markup:
    """Return one difference with its interval about zero."""
    reach = 1.15 * max(abs(low), abs(high), 1e-9)
    x = LinearScale(-reach, reach, 8, 192)
    return picture(
        200,
        22,
        phrase("effect_in_words"),
        line(x(0), 2, x(0), 20, "axis"),
        line(x(low), 11, x(high), 11, "range"),
        tag("circle", cx=x(delta), cy=11, r=4.2, class_="session"),
        class_="chart effect",
    )
