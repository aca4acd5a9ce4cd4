"""Activities as running watches store and their portals hand them out."""

import io
import zipfile
from importlib import import_module

START_MS = 1_790_000_000_000


def fit_file(path, rows, *, dynamics=True):
    """An activity as a watch stores it: (steps of one foot a minute, contact ms, bounce mm)."""
    return activity(path, [(None, rows)], None, dynamics=dynamics)


def activity(path, parts, told, *, dynamics=True):
    """Parts of an activity, one after the other, each a sport and its rows.

    The sport is told by sessions at the end ("sessions") or at the beginning ("summary first"),
    by laps, by a message before the part ("sport") or in every record ("records").
    """
    builder = import_module("fit_tool.fit_file_builder").FitFileBuilder()
    messages = import_module("fit_tool.profile.messages.record_message")
    head = import_module("fit_tool.profile.messages.file_id_message").FileIdMessage()
    kinds = import_module("fit_tool.profile.profile_type")
    head.type = kinds.FileType.ACTIVITY
    head.time_created = START_MS
    builder.add(head)
    if told == "summary first":
        builder.add_all(summaries(parts, "session"))
    second = 0
    for sport, rows in parts:
        if told == "sport":
            builder.add(message("sport", sport=kinds.Sport[sport]))
        for strides, contact_ms, bounce_mm in rows:
            record = messages.RecordMessage()
            record.timestamp = START_MS + 1000 * second
            record.cadence, record.fractional_cadence = int(strides), strides % 1
            record.heart_rate = 150
            if told == "records":
                record.activity_type = kinds.ActivityType[sport]
            if dynamics:
                record.stance_time, record.vertical_oscillation = contact_ms, bounce_mm
            builder.add(record)
            second += 1
    if told in ("sessions", "laps"):
        builder.add_all(summaries(parts, told.removesuffix("s")))
    builder.build().to_file(str(path))
    return path


def summaries(parts, name):
    kinds = import_module("fit_tool.profile.profile_type")
    begun = 0
    for sport, rows in parts:
        yield message(name, sport=kinds.Sport[sport], start_time=START_MS + 1000 * begun)
        begun += len(rows)


def message(name, **fields):
    module = import_module(f"fit_tool.profile.messages.{name}_message")
    made = getattr(module, f"{name.capitalize()}Message")()
    for key, value in fields.items():
        setattr(made, key, value)
    return made


RUN = [(84.5, 240.0, 92.0)] * 40
REST = [(0.0, 0.0, 0.0)] * 10 + [(55.0, 600.0, 40.0)] * 10


def zipped(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()
