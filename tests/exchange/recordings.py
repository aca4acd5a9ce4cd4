"""The stick figure as other programs would have recorded it."""

import json

import numpy as np

from formcheck.domain.skeleton import INDEX
from quality.figure import figure

PARTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index")
LAB_PARTS = {"shoulder": "SHO", "knee": "KNE", "ankle": "ANK", "heel": "HEE", "foot_index": "TOE"}
LEG_M = 0.85


def runner(*, cadence=170.0, **options):
    """Landmarks in the picture and in space: x forward, y down, z away from the camera (m)."""
    return figure("run", cadence=cadence, seconds=8.0, fps=60.0, noise=0.002, **options)


def in_space(*, cadence=170.0):
    """Time and points in space: x forward, y to the runner's left, z up, metres."""
    track, world = runner(cadence=cadence)
    points = {}
    for side in ("left", "right"):
        for part in PARTS:
            x, down, away = world[:, INDEX[f"{side}_{part}"]].T
            points[f"{side}_{part}"] = np.stack([x, away, 1.0 - down], axis=1)
    return track.time_s, points


def lab_markers(points):
    """Plug-in Gait markers of the same figure: the pelvis by its four corners."""
    markers = {
        f"{side[0].upper()}{short}": points[f"{side}_{part}"]
        for side in ("left", "right")
        for part, short in LAB_PARTS.items()
    }
    hips = (points["left_hip"] + points["right_hip"]) / 2
    # Corners from which the regression leads back to the figure's own mid-hip, 24 x 15 cm.
    front = hips + np.array([0.24 * 0.15 + 0.0099, 0.0, 0.30 * 0.24 + 0.0109])
    corners = {"LASI": (0, 0.12), "RASI": (0, -0.12), "LPSI": (-0.15, 0.05), "RPSI": (-0.15, -0.05)}
    for name, (x, y) in corners.items():
        markers[name] = front + np.array([x, y, 0.0])
    return markers


def gap(points, side, hidden, of, fill):
    """Of every ``of`` frames the first ``hidden`` do not show that foot."""
    found = dict(points)
    for part in ("ankle", "heel", "foot_index"):
        xyz = points[f"{side}_{part}"].copy()
        xyz[np.arange(len(xyz)) % of < hidden] = fill
        found[f"{side}_{part}"] = xyz
    return found


def write_c3d(path, time_s, points):
    import ezc3d

    content = ezc3d.c3d()
    content["parameters"]["POINT"]["RATE"]["value"] = [round((len(time_s) - 1) / time_s[-1])]
    content["parameters"]["POINT"]["LABELS"]["value"] = list(points)
    content["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    data = np.ones((4, len(points), len(time_s)))
    data[:3] = 1000 * np.moveaxis(np.array(list(points.values())), 2, 0)
    content["data"]["points"] = data
    content.write(str(path))


def write_trc(path, time_s, points, *, unit="m"):
    """Write points as Sports2D and OpenSim do: Y up, Z to the right."""
    names = list(points)
    lines = [
        "PathFileType\t4\t(X/Y/Z)\tx.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits",
        f"60\t60\t{len(time_s)}\t{len(names)}\t{unit}",
        "Frame#\tTime\t" + "\t\t\t".join(names),
        "\t\t" + "\t".join(f"X{i}\tY{i}\tZ{i}" for i in range(1, len(names) + 1)),
    ]
    for i, t in enumerate(time_s):
        cells = [_cell(v) for xyz in points.values() for v in (xyz[i, 0], xyz[i, 2], -xyz[i, 1])]
        lines.append("\t".join([str(i + 1), f"{t:.5f}", *cells]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cell(value):
    return f"{value:.5f}" if np.isfinite(value) else ""


def write_marker_csv(path, time_s, points, *, factor=1.0):
    columns = [f"{name}_{axis}" for name in points for axis in "xyz"]
    rows = [",".join(["frame", "time_s", *columns])]
    for i, t in enumerate(time_s):
        values = [_cell(factor * v) for xyz in points.values() for v in xyz[i]]
        rows.append(",".join([str(i), f"{t:.5f}", *values]))
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def dump(track):
    """Return the frames as MediaPipe's results, turned into plain JSON."""
    size = np.array([track.width, track.height])
    return [
        [
            {"x": float(x), "y": float(y), "z": 0.0, "visibility": float(seen)}
            for (x, y), seen in zip(xy / size, visibility, strict=True)
        ]
        for xy, visibility in zip(track.xy_px, track.visibility, strict=True)
    ]


def write_json(path, content):
    path.write_text(json.dumps(content), encoding="utf-8")


WRITERS = {".trc": write_trc, ".csv": write_marker_csv, ".c3d": write_c3d}
FEW = ("LKNE", "RKNE", "LANK", "RANK")


def two_runners(path, how, *, few=False):
    """Anna at 170 steps a minute and Bo at 186, 3 m beside her; of Bo perhaps four markers."""
    people = {"Anna": markers_of("Anna"), "Bo": markers_of("Bo")}
    if few:
        people["Bo"] = {name: people["Bo"][name] for name in FEW}
    points = {
        how.format(who, name): xyz for who, own in people.items() for name, xyz in own.items()
    }
    WRITERS[path.suffix](path, in_space()[0], points)
    return path


def markers_of(who):
    _, points = in_space(cadence={"Anna": 170.0, "Bo": 186.0}[who])
    beside = np.array([0.0, 3.0 * (who == "Bo"), 0.0])
    return {name: xyz + beside for name, xyz in lab_markers(points).items()}
