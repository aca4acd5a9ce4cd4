# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "anny==0.6.0",
#   "moderngl>=5.12",
#   "numpy>=2.0",
#   "opencv-python-headless>=4.10",
#   "scipy>=1.14",
#   "torch>=2.6",
#   "trimesh>=4.5",
# ]
# ///
"""Render the sample clips and their truth files.

    uv run sample_videos/render/render_samples.py [NAME ...] [--out DIR] [--preview]

Needs ffmpeg on the path and EGL (Debian: libegl1 libgl1-mesa-dri). No graphics card is needed: a
software renderer takes 0.1-0.3 s a frame. Building a body takes about a minute the first time.
"""

import argparse
import json
import subprocess
import time
from pathlib import Path

import cv2
import numpy as np
from body import Body
from posing import Runner
from renderer import Camera, Renderer
from samples import LIGHT, SAMPLES
from scene import gym
from truth import SIDE, Truth

from gait import Gait

GRAIN = 1.5  # standard deviation of the sensor noise, grey levels
LENS_BLUR = 0.5  # pixels
CRF = 23
CONVENTIONS = (
    "world: X forward, Y left of the runner, Z up, metres, running surface z=0; pixels: origin "
    "top-left corner, continuous; t: seconds from the first frame, frame: fractional frame index; "
    "angles in degrees"
)
IN_FRAME = ("left_heel", "right_heel", "left_foot_index", "right_foot_index", "vertex", "nose",
            "left_wrist", "right_wrist", "left_elbow", "right_elbow")  # fmt: skip


def open_encoder(path, width, height, fps):
    """Start ffmpeg: it reads raw RGB frames and writes H.264 that any browser plays."""
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(fps)]
    colour = ["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"]
    colour += ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
    codec = ["-c:v", "libx264", "-preset", "slow", "-crf", str(CRF), "-threads", "2"]
    still = ["-movflags", "+faststart", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    command = ["ffmpeg", "-v", "error", "-y", *source, "-i", "-", *colour, *codec, *still, path]
    return subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - fixed words, no shell


def lens_and_sensor(picture, rng, bank):
    """Add a little blur and grain, so that the picture is not unnaturally sharp."""
    h, w = picture.shape[:2]
    image = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), LENS_BLUR)
    a, c = rng.integers(0, 32, 2)
    image += bank[rng.integers(len(bank))][a : a + h, c : c + w]
    return np.clip(image, 0, 255).astype(np.uint8)


def draw(path, spec, camera, body, motion):
    """Render all frames into one video file; motion: times, joints, bone rotations."""
    (times, joints, rotations), side = motion, np.sign(camera.eye[1])
    w, h, speed = spec["width"], spec["height"], spec["gait"]["speed"]
    still, belt = gym(spec["palette"], -side, room=max(4.7, spec["camera"]["distance_m"] + 0.6))
    light = dict(LIGHT)
    light["dir"] = tuple(np.array(LIGHT["dir"]) * [1, -side, 1])
    renderer = Renderer(camera, light, still, belt, body, spec["colours"])
    rng = np.random.default_rng(spec["gait"]["seed"])
    bank = [rng.normal(0, GRAIN, (h + 32, w + 32, 3)).astype(np.float32) for _ in range(4)]
    encoder = open_encoder(path, w, h, spec["fps"])
    for k, t in enumerate(times):
        ankles = [joints[k, body.ix[f"foot.{s}"]] for s in "LR"]
        feet = [x for a in ankles for x in (a[0] + 0.07, a[1])]
        picture = renderer.frame(*body.skin(joints[k], rotations[k]), speed * t, feet)
        encoder.stdin.write(lens_and_sensor(picture, rng, bank).tobytes())
    encoder.stdin.close()
    if encoder.wait():
        raise SystemExit(f"ffmpeg failed on {path}")


def check_geometry(body, joints, rotations, stance):
    """Sole heights of the drawn mesh: on the ground in stance, above it in swing."""
    out = {}
    for s, side in SIDE.items():
        z = 1e3 * body.vertices(joints, rotations, body.sole[s])[:, :, 2].min(1)
        st, sw = z[stance[s]], z[~stance[s]]
        out[side] = {
            "stance_sole_height_mm": [st.min(), st.max()],
            "swing_min_clearance_mm": sw.min(),
        }
    return out


def image_truth(camera, truth, points, events, scale):
    """Tell what an error-free 2D tracker would read, and in what share of frames all is in view."""
    sign = -np.sign(camera.eye[1])  # which way "forward" points in the picture
    uv = {name: camera.project(p)[0] for name, p in points.items()}
    d = uv["mid_shoulder"] - uv["mid_hip"]
    lean = np.degrees(np.arctan2(sign * d[:, 0], -d[:, 1])).mean()
    reach = []
    for t, s, kind, _ in events:
        if kind == "initial_contact":
            o = truth.at(t)[0]
            ankle, hip = (camera.project(o[n][0])[0] for n in (f"{SIDE[s]}_ankle", "mid_hip"))
            reach.append(100 * scale * sign * (ankle[0] - hip[0]))
    inside = [
        (uv[n] > 0).all(1) & (uv[n][:, 0] < camera.W) & (uv[n][:, 1] < camera.H) for n in IN_FRAME
    ]
    tracker = {
        "trunk_lean_mean_deg": lean,
        "overstride_ankle_from_midhip_cm": np.mean(reach),
    }
    return tracker, np.mean(np.all(inside, axis=0))


def rounded(x):
    """Plain JSON values with at most six decimals."""
    if isinstance(x, dict):
        return {k: rounded(v) for k, v in x.items()}
    if isinstance(x, (list, tuple, np.ndarray)):
        return [rounded(v) for v in x]
    if isinstance(x, (float, np.floating)):
        return round(float(x), 6)
    return x.item() if isinstance(x, np.generic) else x


def described(name, spec, n):
    """What the clip shows, without any measure of the runner."""
    return {
        "clip": name,
        "description": spec["description"],
        "file": f"{name}.mp4",
        "person_present": True,
        "width": spec["width"],
        "height": spec["height"],
        "frames": n,
        "fps_container": spec["fps"],
        "fps_true": spec["fps"],
        "vfr": False,
        "slow_motion_factor": 1.0,
        "rotation_metadata_deg": 0,
        "codec": "x264",
        "duration_true_s": n / spec["fps"],
        "scene": "gym",
        "mode": "treadmill",
        "gait": "run",
        "direction": spec["direction"],
        # the camera stands on the runner's right or left
        "nearest_side": spec["direction"],
    }


def make(name, out, preview=False):
    """Render one sample; returns its truth."""
    spec = SAMPLES[name]
    fps, start, cam = spec["fps"], spec["start_s"], spec["camera"]
    n = 3 if preview else round(spec["duration_s"] * fps)
    body = Body(spec["look"], **spec["body"])
    gait = Gait(body, spec["duration_s"] + start, **spec["gait"])
    female = spec["body"]["gender"] > 0.5
    truth = Truth(Runner(body, gait), female)
    side = -1 if spec["direction"] == "right" else 1  # the camera on the runner's right or left
    eye = (0, side * cam["distance_m"], cam["height_m"])
    target = (0, 0, cam["look_at_height_m"])
    camera = Camera(eye, target, cam["focal_px"], spec["width"], spec["height"])
    times = start + np.arange(n) / fps
    points, stance, _, joints, rotations = truth.at(times)
    draw(out / f"{name}.mp4", spec, camera, body, (times, joints, rotations))
    if preview:
        return None
    metrics, events = truth.metrics(start, start + (n - 1) / fps)
    for row in metrics["contacts"]:
        for key in ("t_ic", "toe_off_t"):
            if key in row:
                row[key] -= start
    scale = float(np.mean(camera.project(points["mid_hip"])[1]) / camera.f)
    tracker, in_frame = image_truth(camera, truth, points, events, scale)
    metrics["image2d_perfect_tracker"] = tracker
    ground = body.head("foot.L")[2] - body.z_sole
    result = {
        **described(name, spec, n),
        "camera": cam | {
            "kind": "static", "yaw_deg": 0.0, "roll_deg": 0.0, "eye": eye,
            "R_world_to_cam": camera.R, "principal_point": [camera.W / 2, camera.H / 2],
        },
        "conventions": CONVENTIONS,
        "render": {"noise": GRAIN, "lens_blur_px": LENS_BLUR, "crf": CRF},
        "runner": {
            "height_m": body.stature, "leg_length_m": body.l1 + body.l2 + ground,
            "thigh_m": body.l1, "shank_m": body.l2, "sex": "female" if female else "male",
            "hip_joint_moved_forward_m": body.hip_shift, "phenotype": spec["body"],
        },
        "belt_speed_mps": gait.p["speed"],
        "running_speed_mps": gait.p["speed"],
        "scale_m_per_px": scale,
        "gait_parameters": gait.p,
        "events": [
            {"t": t - start, "side": SIDE[s], "type": kind, "frame": (t - start) * fps}
            for t, s, kind, _ in events
        ],
        "metrics": metrics,
        "fully_in_frame_fraction": in_frame,
        "geometry_check": check_geometry(body, joints, rotations, stance),
    }  # fmt: skip
    text = json.dumps(rounded(result), separators=(",", ":"))
    (out / f"{name}.truth.json").write_text(text + "\n", encoding="utf-8")
    return result


def main():
    """Render the samples named on the command line, or all."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SAMPLES))
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--preview", action="store_true", help="three frames, no truth file")
    args = parser.parse_args()
    unknown = set(args.names) - set(SAMPLES)
    if unknown:
        parser.error(f"no such sample: {', '.join(sorted(unknown))}")
    args.out.mkdir(parents=True, exist_ok=True)
    for name in args.names or SAMPLES:
        start = time.time()
        result = make(name, args.out, args.preview)
        print(f"{name}: {time.time() - start:.0f} s", flush=True)
        if result:
            overall, pose = result["metrics"]["overall"], result["metrics"]["pose_leg"]
            print(
                f"  cadence {overall['cadence_spm']:.1f}/min, lean in stance "
                f"{pose['trunk_lean_stance_deg']:.2f} deg, overstride "
                f"{overall['overstride_ankle_from_own_hip_cm']:.1f} cm, knee at contact "
                f"{overall['knee_flexion_ic_deg']:.1f} deg, height "
                f"{result['runner']['height_m']:.3f} m, whole body in "
                f"{100 * result['fully_in_frame_fraction']:.1f} % of frames"
            )


if __name__ == "__main__":
    main()
