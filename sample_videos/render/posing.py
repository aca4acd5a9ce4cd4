"""Whole-body pose: legs from the gait, and trunk, head and arms that go with them."""

import numpy as np
from rotations import axis_angle, rx, ry, rz, sag

SPINE = {"spine05": 0.45, "spine04": 0.7, "spine03": 0.9, "spine02": 1.0, "spine01": 1.0}
NECK = {"neck01": 0.35, "neck02": 0.6, "neck03": 0.85, "head": 1.0}
FINGER_CURL = 50.0


def sagittal_angle(d):
    """Angle of an upward direction from the vertical, degrees, positive = tilted forward."""
    return np.degrees(np.arctan2(d[..., 0], d[..., 2]))


class Runner:
    """Pose of a body at any time; the mean trunk lean is exactly the asked one."""

    def __init__(self, body, gait):
        self.b, self.g = body, gait
        self._calibrate_lean()

    def _calibrate_lean(self):
        """Adjust the command so that the mean mid-hip to mid-shoulder lean is ``lean``."""
        t, want = np.linspace(0, 6, 600), self.g.p["lean"]
        self._lean = want
        for _ in range(4):
            root, rotations, _, _ = self.pose(t)
            p, _ = self.b.fk(root, rotations)
            ix = self.b.ix
            hip = 0.5 * (p[:, ix["upperleg01.L"]] + p[:, ix["upperleg01.R"]])
            shoulder = 0.5 * (p[:, ix["upperarm01.L"]] + p[:, ix["upperarm01.R"]])
            self._lean += want - sagittal_angle(shoulder - hip).mean()

    def pose(self, t):
        """Root position, bone rotations, stance flags and leg angles per side."""
        g, p = self.g, self.g.p
        t = np.atleast_1d(np.asarray(t, float))
        ph = g.phase(t)
        rot, drop, pitch = g.pelvis_angles(t)
        out = {"root": rz(rot) @ rx(drop) @ ry(pitch)}
        turn = p["trunk_rot"] * np.cos(ph + 0.15)
        lean = self._lean + p["lean_osc"] * np.sin(2 * ph + 0.2)
        bend = -1.5 * np.sin(ph)
        for bone, f in SPINE.items():
            yaw = rz(rot + f * (turn - rot))
            out[bone] = yaw @ rx(drop + f * (bend - drop)) @ ry(pitch + f * (lean - pitch))
        head = p["head_pitch"] + 0.25 * self._lean + np.sin(2 * ph + 1.0)
        for bone, f in NECK.items():
            out[bone] = rz(turn * (1 - f) * 0.8) @ rx(bend * (1 - f)) @ ry(lean + f * (head - lean))
        stance, angles = {}, {}
        for s in "LR":
            angles[s], stance[s] = g.leg(t, s)
            self._leg(out, t, s, angles[s])
            self._arm(out, ph, s)
        return g.root(t).copy(), out, stance, angles

    def _leg(self, out, t, s, angles):
        b = self.b
        thigh, knee, frontal, ankle = angles.T
        tilt = rx(frontal)
        out[f"upperleg01.{s}"] = tilt @ sag(thigh) @ b.align["thigh" + s]
        out[f"lowerleg01.{s}"] = tilt @ sag(thigh - knee) @ b.align["shank" + s]
        pitch = thigh - knee + ankle
        # forefoot: rolls in stance, straightens in swing, and is ready again at contact
        w = np.ones(len(t))
        for is_stance, start, end, _ in self.g.segments[s]:
            if not is_stance:
                m = (t >= start) & (t < end)
                w[m] = np.maximum(np.exp((start - t[m]) / 0.05), np.exp((t[m] - end) / 0.03))
        out[f"foot.{s}"] = sag(pitch)
        for toe in "12345":
            out[f"toe{toe}-1.{s}"] = sag(pitch + (b.toe_pitch(pitch) - pitch) * w)

    def _arm(self, out, ph, s):
        """Arms swing in opposite phase to the leg of the same side."""
        b, p, sign = self.b, self.g.p, 1 if s == "L" else -1
        c = np.cos(ph + 0.1) * sign  # +1 at the contact of the same side
        upper = out["spine01"] @ rx(sign * p["arm_abd"]) @ sag(p["arm_mid"] - p["arm_amp"] * c)
        elbow = sag(p["elbow"] - p["elbow_amp"] * c)
        fore = upper @ rz(-sign * p["arm_in"]) @ elbow @ b.align["forearm" + s]
        out[f"upperarm01.{s}"] = upper @ b.align["upperarm" + s]
        out[f"lowerarm01.{s}"] = fore
        for finger in "2345":
            for joint, times in (("1", 1.0), ("2", 2.4), ("3", 3.2)):
                curl = axis_angle(b.align["finger" + s], FINGER_CURL * times)
                out[f"finger{finger}-{joint}.{s}"] = fore @ curl
