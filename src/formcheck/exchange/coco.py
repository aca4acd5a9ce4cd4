"""COCO keypoints: 17 points of the body a frame, in the picture's own pixels."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.domain.skeleton import INDEX
from formcheck.exchange.motion import Motion

KEYPOINTS = (
    "nose",
    *(f"{side}_{part}" for part in ("eye", "ear", "shoulder") for side in ("left", "right")),
    *(f"{side}_{part}" for part in ("elbow", "wrist", "hip") for side in ("left", "right")),
    *(f"{side}_{part}" for part in ("knee", "ankle") for side in ("left", "right")),
)
"""The 17 keypoints of COCO, in its order; each is one of our landmarks."""
SKELETON = (
    *((16, 14), (14, 12), (17, 15), (15, 13), (12, 13), (6, 12), (7, 13), (6, 7), (6, 8)),
    *((7, 9), (8, 10), (9, 11), (2, 3), (1, 2), (1, 3), (2, 4), (3, 5), (4, 6), (5, 7)),
)
VISIBLE = 0.5
"""From here on a point counts as seen (2), below as hidden but placed (1)."""


def write_coco(motion: Motion, path: Path) -> None:
    """Write one image entry a frame, and one annotation where the runner was seen."""
    track = motion.track
    images = [
        {
            "id": int(frame),
            "file_name": f"{motion.name}_{frame:06d}",
            "width": track.width,
            "height": track.height,
            "time_s": round(float(time_s), 6),
        }
        for frame, time_s in zip(track.frame, track.time_s, strict=True)
    ]
    annotations = [_annotation(motion, i) for i in range(len(track))]
    content = {
        "info": {"description": f"{motion.name}, measured by formcheck"},
        "images": images,
        "annotations": [found for found in annotations if found is not None],
        "categories": [
            {
                "id": 1,
                "name": "person",
                "supercategory": "person",
                "keypoints": list(KEYPOINTS),
                "skeleton": [list(bone) for bone in SKELETON],
            }
        ],
    }
    path.write_text(json.dumps(content, allow_nan=False) + "\n", encoding="utf-8")


def _annotation(motion: Motion, i: int) -> dict[str, Any] | None:
    points, frame = [], int(motion.track.frame[i])
    for name in KEYPOINTS:
        x, y = motion.track.xy_px[i, INDEX[name]]
        seen = float(motion.track.visibility[i, INDEX[name]])
        if np.isfinite(x) and np.isfinite(y):
            points.append((round(float(x), 2), round(float(y), 2), 2 if seen >= VISIBLE else 1))
        else:
            points.append((0.0, 0.0, 0))
    placed = np.array([point[:2] for point in points if point[2] > 0])
    if len(placed) == 0:
        return None
    low, high = placed.min(axis=0), placed.max(axis=0)
    width, height = (round(float(v), 2) for v in high - low)
    return {
        "id": frame + 1,
        "image_id": frame,
        "category_id": 1,
        "keypoints": [value for point in points for value in point],
        "num_keypoints": len(placed),
        "bbox": [float(low[0]), float(low[1]), width, height],
        "area": round(width * height, 2),
        "iscrowd": 0,
    }
