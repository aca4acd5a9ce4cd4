"""Two clips of one runner, made up: documents that differ where a test says so."""

from dataclasses import replace

from formcheck.domain.analysis import ContactPose, MetricRow, Quantity
from report import example

Z90 = 1.6449


def row(metric, side, value, *, strides=0.5, sd=3.0, unit="deg"):
    low, high = (None, None) if value is None else (value - Z90 * sd, value + Z90 * sd)
    reason = "too_few_usable_steps" if value is None else None
    parts = {"landmarks": sd, "strides": strides}
    return MetricRow(metric, side, unit, value, low, high, 9, reason, parts, "not_scored")


def speed(value, half=0.05):
    return Quantity(value, value - half, value + half, "user")


def clip(*rows, hip=(800.0, 400.0), ankle=(760.0, 700.0), **changed):
    """Return a document; keys of the clip itself, such as ``fps``, go to the clip."""
    whole = example.typed(example.sound_run())
    near = changed.get("near_side", whole.near_side)
    pose = ContactPose(near, {f"{near}_hip": hip, f"{near}_ankle": ankle})
    kept = {"clip", "provenance", "view"}
    inner = {name: changed.pop(name) for name in tuple(changed) if name in kept}
    for name, values in inner.items():
        changed[name] = replace(getattr(whole, name), **values)
    usual = {"metrics": rows, "contact_poses": (pose,), "speed_mps": speed(3.0)}
    return replace(whole, **(usual | changed))
