"""Exact ground truth, from the same kinematics that are drawn.

Angles in degrees from the vertical, positive = tilted or ahead in the running direction; the
overstride is the forward distance from a hip (mid-hip, own hip or centre of mass) at contact.
"""

import numpy as np
from posing import sagittal_angle

# de Leva 1996, (male, female): mass fraction, position of the centre of mass from proximal
SEGMENTS = {
    "head": ((0.0694, 0.0668), (0.5002, 0.4841)),  # vertex to cervicale
    "trunk": ((0.4346, 0.4257), (0.4310, 0.3782)),  # mid-shoulder to mid-hip
    "upper_arm": ((0.0271, 0.0255), (0.5772, 0.5754)),
    "forearm": ((0.0162, 0.0138), (0.4574, 0.4559)),
    "hand": ((0.0061, 0.0056), (0.79, 0.7474)),
    "thigh": ((0.1416, 0.1478), (0.4095, 0.3612)),
    "shank": ((0.0433, 0.0481), (0.4395, 0.4352)),
    "foot": ((0.0137, 0.0129), (0.4415, 0.4014)),
}
JOINTS = {
    "hip": "upperleg01", "knee": "lowerleg01", "ankle": "foot", "shoulder": "upperarm01",
    "elbow": "lowerarm01", "wrist": "wrist", "hand": "finger3-1",
}  # fmt: skip
SIDE = {"L": "left", "R": "right"}
ASYMMETRY = (
    "contact_time_s", "step_time_s", "flight_time_s", "overstride_ankle_from_midhip_cm",
    "knee_flexion_peak_stance_deg", "vertical_oscillation_midhip_cm",
)  # fmt: skip
NOT_METRICS = ("t_ic", "toe_off_t", "side")


def joint_flexion(a, b, c):
    """180 degrees minus the angle a-b-c: 0 = straight."""
    u, v = a - b, c - b
    q = (u * v).sum(-1) / np.linalg.norm(u, axis=-1) / np.linalg.norm(v, axis=-1)
    return 180 - np.degrees(np.arccos(np.clip(q, -1, 1)))


class Truth:
    """Landmarks, events and metrics of a runner at any time."""

    def __init__(self, runner, female):
        self.runner, self.b, self.g, self.female = runner, runner.b, runner.g, female

    def at(self, t):
        """Landmarks name -> (N, 3), stance flags, leg angles, joints and bone rotations."""
        root, rotations, stance, angles = self.runner.pose(t)
        p, r = self.b.fk(root, rotations)
        b, o = self.b, {}
        for s, side in SIDE.items():
            for name, bone in JOINTS.items():
                o[f"{side}_{name}"] = p[:, b.ix[f"{bone}.{s}"]]
            names = ("heel", "toe", "ear")
            v = b.vertices(p, r, [b.landmark[n + s] for n in names])
            o[f"{side}_heel"], o[f"{side}_foot_index"], o[f"{side}_ear"] = v.swapaxes(0, 1)
        v = b.vertices(p, r, [b.landmark["nose"], b.landmark["vertex"]])
        o["nose"], o["vertex"] = v[:, 0], v[:, 1]
        o["neck"] = p[:, b.ix["neck01"]]
        o["mid_hip"] = 0.5 * (o["left_hip"] + o["right_hip"])
        o["mid_shoulder"] = 0.5 * (o["left_shoulder"] + o["right_shoulder"])
        o["com"] = self._centre_of_mass(o)
        return o, stance, angles, p, r

    def _centre_of_mass(self, o):
        parts = [("head", "vertex", "neck"), ("trunk", "mid_shoulder", "mid_hip")]
        for s in SIDE.values():
            parts += [
                ("upper_arm", f"{s}_shoulder", f"{s}_elbow"),
                ("forearm", f"{s}_elbow", f"{s}_wrist"),
                ("hand", f"{s}_wrist", f"{s}_hand"),
                ("thigh", f"{s}_hip", f"{s}_knee"),
                ("shank", f"{s}_knee", f"{s}_ankle"),
                ("foot", f"{s}_heel", f"{s}_foot_index"),
            ]
        mass, moment, sex = 0.0, 0.0, int(self.female)
        for name, a, b in parts:
            m, c = SEGMENTS[name][0][sex], SEGMENTS[name][1][sex]
            mass += m
            moment = moment + m * (o[a] + c * (o[b] - o[a]))
        return moment / mass

    def events(self, t0, t1):
        """Sorted (time, side, type, contact) in [t0, t1]."""
        out = []
        for k in self.g.K:
            for kind, t in (("initial_contact", k["t"]), ("toe_off", k["t"] + k["c"])):
                if t0 <= t <= t1:
                    out.append((t, k["side"], kind, k))
        return sorted(out, key=lambda e: e[0])

    def _at_contact(self, t, s, k):
        side = SIDE[s]
        o, _, angles, _, _ = self.at(t)
        o = {name: v[0] for name, v in o.items()}
        row = {"t_ic": t, "side": side}

        def ahead(point, origin):
            return 100 * (o[f"{side}_{point}"][0] - o[origin][0])

        for point in ("ankle", "heel", "foot_index"):
            row[f"overstride_{point}_from_midhip_cm"] = ahead(point, "mid_hip")
        row["overstride_ankle_from_own_hip_cm"] = ahead("ankle", f"{side}_hip")
        row["overstride_ankle_from_com_cm"] = ahead("ankle", "com")
        hip, knee, ankle = (o[f"{side}_{j}"] for j in ("hip", "knee", "ankle"))
        row["trunk_lean_ic_deg"] = sagittal_angle(o["mid_shoulder"] - o["mid_hip"])
        row["shank_angle_ic_deg"] = -sagittal_angle(knee - ankle)  # ankle ahead of knee: +
        row["knee_flexion_ic_deg"] = joint_flexion(hip, knee, ankle)
        thigh_a, knee_a, _, ankle_a = angles[s][0]
        row["foot_ground_angle_ic_deg"] = thigh_a - knee_a + ankle_a
        row["hip_height_ic_cm"] = 100 * o["mid_hip"][2]
        row["contact_time_s"] = k["c"]
        return row

    def _in_stance(self, s, k, tt, o):
        """Values of the stance of contact k and its toe-off; tt, o: the dense samples."""
        side, end = SIDE[s], k["t"] + k["c"]
        row = {"toe_off_t": end}
        w = (tt >= k["t"]) & (tt < k["t"] + 0.75 * k["c"])
        leg = [o[f"{side}_{j}"][w] for j in ("hip", "knee", "ankle")]
        row["knee_flexion_peak_stance_deg"] = joint_flexion(*leg).max()
        mid = self.at(k["t"] + 0.5 * k["c"])[0]
        row["trunk_lean_midstance_deg"] = sagittal_angle(mid["mid_shoulder"] - mid["mid_hip"])[0]
        last = {name: v[0] for name, v in self.at(end)[0].items()}
        hip, knee, ankle = (last[f"{side}_{j}"] for j in ("hip", "knee", "ankle"))
        thigh = sagittal_angle(hip - knee)
        row["thigh_extension_to_deg"] = thigh  # from the vertical, behind positive
        lean = sagittal_angle(last["mid_shoulder"] - last["mid_hip"])
        row["hip_extension_to_deg"] = thigh - lean  # from the trunk line
        row["knee_flexion_to_deg"] = joint_flexion(hip, knee, ankle)
        return row

    @staticmethod
    def _add_steps(rows, tt, o):
        """Add step, stride and flight times and the vertical oscillation to the contacts."""
        for i, row in enumerate(rows[:-1]):
            after = rows[i + 1]["t_ic"]
            row["step_time_s"] = after - row["t_ic"]
            row["flight_time_s"] = after - row["t_ic"] - row["contact_time_s"]
            w = (tt >= row["t_ic"]) & (tt < after)
            for point, name in (("mid_hip", "midhip"), ("com", "com")):
                row[f"vertical_oscillation_{name}_cm"] = 100 * np.ptp(o[point][w, 2])
            if i + 2 < len(rows):
                row["stride_time_s"] = rows[i + 2]["t_ic"] - row["t_ic"]
                row["duty_factor"] = row["contact_time_s"] / row["stride_time_s"]

    def metrics(self, t0, t1):
        """Metrics dictionary and events of [t0, t1]; dense samples are 1 ms apart."""
        events = self.events(t0, t1)
        tt = np.arange(t0, t1, 1e-3)
        o, stance, _, _, _ = self.at(tt)
        ics = [e for e in events if e[2] == "initial_contact"]
        rows = []
        for t, s, _, k in ics:
            rows.append(self._at_contact(t, s, k))
            if t + k["c"] <= t1:
                rows[-1] |= self._in_stance(s, k, tt, o)
        self._add_steps(rows, tt, o)
        rows = [{k: v if k == "side" else float(v) for k, v in r.items()} for r in rows]
        lean = sagittal_angle(o["mid_shoulder"] - o["mid_hip"])
        t_ic = np.array([e[0] for e in ics])
        overall = {
            "cadence_spm": float(60 * (len(t_ic) - 1) / (t_ic[-1] - t_ic[0])),
            "trunk_lean_mean_deg": float(lean.mean()),
            "trunk_lean_min_deg": float(lean.min()),
            "trunk_lean_max_deg": float(lean.max()),
        }
        per_side = {"left": {}, "right": {}}
        for key in dict.fromkeys(k for r in rows for k in r if k not in NOT_METRICS):
            a = [r[key] for r in rows if key in r]
            overall[key], overall[key + "_sd"] = float(np.mean(a)), float(np.std(a))
            for side, values in per_side.items():
                a = [r[key] for r in rows if key in r and r["side"] == side]
                if a:
                    values[key] = float(np.mean(a))
        for side, values in per_side.items():
            arm = [o[f"{side}_{j}"] for j in ("shoulder", "elbow", "wrist")]
            values["elbow_angle_mean_deg"] = float(180 - joint_flexion(*arm).mean())
        both = [v["elbow_angle_mean_deg"] for v in per_side.values()]
        overall["elbow_angle_mean_deg"] = float(np.mean(both))
        asymmetry = {}
        for key in ASYMMETRY:
            left, right = per_side["left"][key], per_side["right"][key]
            percent = 200 * (left - right) / (abs(left) + abs(right))
            asymmetry[key + "_left_minus_right_pct_of_mean"] = percent
        leg_cm = 100 * float(self.b.l1 + self.b.l2)
        whole = (tt >= t_ic[0]) & (tt < t_ic[2 * ((len(t_ic) - 1) // 2)])
        pose_leg = {
            "leg_cm": leg_cm,
            "trunk_lean_stance_deg": float(lean[stance["L"] | stance["R"]].mean()),
            "trunk_lean_stride_deg": float(lean[whole].mean()),
        }
        for side, values in per_side.items():
            percent = 100 * values["overstride_ankle_from_own_hip_cm"] / leg_cm
            pose_leg[side] = {"overstride_pct_leg": percent}
        metrics = {
            "overall": overall, "per_side": per_side, "asymmetry": asymmetry, "contacts": rows,
            "pose_leg": pose_leg,
        }  # fmt: skip
        return metrics, events
