"""Running kinematics with exact ground contact: contacts, pelvis path and legs.

Stance: the foot rolls on the belt without slipping (roll tables of the shoe sole), and the leg is
solved by inverse kinematics. Swing: clamped cubic splines in joint space that join the two
neighbouring stances in value and rate. Pelvis height: integrated from half-sine ground reaction
pulses, so flight is ballistic (``vo_scale`` damps the result).
"""

import numpy as np
from rotations import rx, ry, rz
from scipy.integrate import cumulative_trapezoid
from scipy.interpolate import CubicSpline, PchipInterpolator

# degrees, metres, seconds. `ahead`: ankle in front of the pelvis centre at contact; `strike`: foot
# pitch at contact; `contact`: None = chosen so that the leg fits at toe-off; `var*`: stride noise.
DEFAULTS = {
    "cadence": 168.0, "speed": 3.05, "lean": 7.0, "lean_osc": 1.2, "ahead": 0.20, "strike": 12.0,
    "contact": None, "vo_scale": 1.0, "knee_min": 11.0, "knee_ic": 15.0, "knee_to": 21.0,
    "width": 0.05, "var": 0.012, "var_x": 0.008, "seed": 1, "pelvis_rot": 6.0, "pelvis_list": 4.0,
    "pelvis_pitch": 3.0, "trunk_rot": 9.0, "arm_amp": 30.0, "arm_mid": -18.0, "elbow": 88.0,
    "elbow_amp": 12.0, "arm_in": 28.0, "arm_abd": 14.0, "knee_swing": 98.0, "thigh_swing": 42.0,
    "toe_off_pitch": -58.0, "drift": 0.03, "fore_aft": 0.006, "vx_ic": 0.7, "vz_ic": -0.8,
    "vz_to": 0.25, "head_pitch": 2.0, "lat_sway": 0.01,
}  # fmt: skip
G = 9.81


class Gait:
    """Contacts, pelvis path and leg angles of one runner; time 0 lies 1.5 s after the start."""

    def __init__(self, body, duration, **parameters):
        self.b = body
        p = self.p = DEFAULTS | parameters

        def build():
            self.rng = np.random.default_rng(p["seed"])
            self._schedule(duration)
            self._pelvis_path()

        if p["contact"] is None:
            # the contact time for which the knee at toe-off is knee_to
            lo, hi = 0.13, 0.36
            for _ in range(9):
                p["contact"] = 0.5 * (lo + hi)
                build()
                if self._toe_off_knee() > p["knee_to"]:
                    lo = p["contact"]
                else:
                    hi = p["contact"]
            p["contact"] = min(p["contact"], 0.92 * 60 / p["cadence"])
        build()
        self._set_pelvis_height()
        self._segments()

    def _toe_off_knee(self):
        """Mean knee flexion at toe-off if the knee were knee_ic at contact."""
        b = self.b
        r = np.sqrt(b.l1**2 + b.l2**2 + 2 * b.l1 * b.l2 * np.cos(np.deg2rad(self.p["knee_ic"])))
        self.z0 = 0.0
        use = [k for k in self.K if 0 < k["t"] < self.K[-1]["t"] - 1.5][:12]

        def hip_to_ankle(k, t):
            t = np.array([t])
            return (self.stance_ankle(k, t)[0] - self.hip(t, k["side"]))[0]

        z0 = []
        for k in use:
            d = hip_to_ankle(k, k["t"])
            z0.append(d[2] + np.sqrt(max(r * r - d[0] ** 2 - d[1] ** 2, 0.01)))
        z0 = np.mean(z0)
        out = []
        for k in use:
            d = hip_to_ankle(k, k["t"] + k["c"])
            d[2] -= z0
            q = (b.l1**2 + b.l2**2 - d @ d) / (2 * b.l1 * b.l2)
            out.append(180 - np.degrees(np.arccos(np.clip(q, -1, 1))))
        return np.mean(out)

    # ---- contacts ----
    def _schedule(self, duration):
        """List of contacts K: side, time t, step time T, contact time c, placement and pitch."""
        p, rng = self.p, self.rng
        step = 60.0 / p["cadence"]
        n = int((duration + 3.0) / step) + 6

        def noise(scale):
            """Smooth (autocorrelated) noise from step to step."""
            e = rng.standard_normal(n)
            x = np.zeros(n)
            for i in range(1, n):
                x[i] = 0.4 * x[i - 1] + e[i]
            return scale * x

        n_t, n_c, n_x = noise(p["var"]), noise(p["var"] * 1.3), noise(p["var_x"])
        n_strike, n_y, n_knee = noise(100 * p["var"]), noise(0.006), noise(0.02)
        t, self.K = -1.5, []
        for i in range(n):
            sign = 1 if i % 2 == 0 else -1
            self.K.append({
                "side": "LR"[i % 2], "t": t, "T": step * (1 + n_t[i]),
                "c": p["contact"] * (1 + n_c[i]), "ahead": p["ahead"] + n_x[i],
                "strike": p["strike"] + n_strike[i], "y": (0.5 * p["width"] + n_y[i]) * sign,
                "swing": 1 + n_knee[i],
            })  # fmt: skip
            t += self.K[-1]["T"]
        # even multiples of pi: left contact
        self.phase = CubicSpline([k["t"] for k in self.K], np.arange(n) * np.pi)

    # ---- pelvis ----
    def _pelvis_path(self):
        p, contacts = self.p, self.K
        t = np.arange(contacts[0]["t"], contacts[-1]["t"] + 1.0, 1e-3)
        # half-sine pulses; impulses such that every contact happens at the same pelvis height
        a = -G * np.ones_like(t)
        v_start = v = -0.5 * G * (contacts[0]["T"] - contacts[0]["c"])
        for k in contacts:
            impulse = (G * k["T"] ** 2 / 2 - v * k["T"]) / (k["T"] - k["c"] / 2)
            s = (t - k["t"]) / k["c"]
            m = (s >= 0) & (s <= 1)
            a[m] += impulse * np.pi / (2 * k["c"]) * np.sin(np.pi * s[m])
            v += impulse - G * k["T"]
        z = cumulative_trapezoid(v_start + cumulative_trapezoid(a, t, initial=0), t, initial=0)
        # the numerical residue at the contacts (fractions of a millimetre) is removed linearly
        tk = np.array([k["t"] for k in contacts])
        z -= np.interp(t, tk, np.interp(tk, t, z))
        z = (z - z.mean()) * p["vo_scale"]
        ph, rng = self.phase(t), self.rng
        f, o = rng.uniform(0.15, 0.35, 3), rng.uniform(0, 6.28, 3)
        x = p["drift"] * sum(np.sin(2 * np.pi * f[i] * t + o[i]) for i in range(3)) / 2
        x += p["fore_aft"] * np.sin(2 * ph - 0.6 * np.pi)
        f = rng.uniform(0.1, 0.3, 2)
        y = -0.8 * p["lat_sway"] * np.sin(ph + 0.3) + 0.012 * np.sin(2 * np.pi * f[0] * t + o[0])
        self._path = CubicSpline(t, np.stack([x, y, z], 1))
        self.z0 = 0.0

    def pelvis_angles(self, t):
        """Rotation, list and pitch of the pelvis."""
        p, ph = self.p, self.phase(t)
        rot = -p["pelvis_rot"] * np.cos(ph + 0.25)  # left hip forward at left contact
        drop = p["pelvis_list"] * np.sin(ph - 0.1)  # swing side drops in mid-stance
        pitch = p["pelvis_pitch"] + 0.4 * p["lean"] + 1.5 * np.sin(2 * ph + 0.5)
        return rot, drop, pitch

    def root(self, t):
        """Pelvis centre."""
        r = self._path(t)
        r[:, 2] += self.z0
        return r

    def hip(self, t, s):
        """Hip joint centre of one side."""
        b = self.b
        rot, drop, pitch = self.pelvis_angles(t)
        arm = b.head(f"upperleg01.{s}") - b.head("root")
        return self.root(t) + rz(rot) @ rx(drop) @ ry(pitch) @ arm

    # ---- stance ----
    def _stance_pitch(self, k, s):
        """Foot pitch (degrees) over normalised stance 0..1 (heel or flat strike)."""
        st = k["strike"]
        if st >= 0:
            knots = [0, 0.16, 0.30, 0.46, 0.72, 1.0]
            values = [st, min(0.5, st * 0.05), 0, -2, -25, self.p["toe_off_pitch"]]
        else:
            knots = [0, 0.20, 0.34, 0.46, 0.72, 1.0]
            values = [st, min(-0.3, st * 0.05), -0.5, -3, -26, self.p["toe_off_pitch"]]
        return PchipInterpolator(knots, values)(s)

    def stance_ankle(self, k, t):
        """Ankle joint and foot pitch in the stance of contact k."""
        b = self.b
        pitch = self._stance_pitch(k, np.clip((t - k["t"]) / k["c"], 0, 1))
        x, z = b.roll_xz(k["side"], pitch)
        x0, _ = b.roll_xz(k["side"], self._stance_pitch(k, 0.0))
        xr, yr = self._path(k["t"])[:2]
        ax = xr + k["ahead"] + (x - x0) - self.p["speed"] * (t - k["t"])
        return np.stack([ax, np.full_like(ax, k["y"] + 0.3 * yr), z], 1), pitch

    def _leg_angles(self, ankle, pitch, hip):
        """Thigh, knee, frontal and ankle angle (N, 4) that put the ankle in its place."""
        b, d = self.b, ankle - hip
        depth = np.hypot(d[:, 1], d[:, 2])
        r = np.minimum(np.hypot(depth, d[:, 0]), (b.l1 + b.l2) * 0.99995)
        q = np.clip((b.l1**2 + b.l2**2 - r**2) / (2 * b.l1 * b.l2), -1, 1)
        knee = np.pi - np.arccos(q)
        thigh = np.arctan2(d[:, 0], depth) + np.arcsin(np.clip(b.l2 * np.sin(knee) / r, -1, 1))
        thigh, knee = np.degrees(thigh), np.degrees(knee)
        frontal = np.degrees(np.arctan2(d[:, 1], -d[:, 2]))
        return np.stack([thigh, knee, frontal, pitch - (thigh - knee)], 1)

    def _stance_angles(self, k, t):
        ankle, pitch = self.stance_ankle(k, t)
        return self._leg_angles(ankle, pitch, self.hip(t, k["side"]))

    def _set_pelvis_height(self):
        """Pelvis height for which the straightest stance knee is knee_min degrees."""
        b, contacts = self.b, self.K
        c = np.cos(np.deg2rad(self.p["knee_min"]))
        r_max = np.sqrt(b.l1**2 + b.l2**2 + 2 * b.l1 * b.l2 * c)
        d = []
        for k in contacts:
            if -0.6 < k["t"] < contacts[-1]["t"] - 0.5:
                t = np.linspace(k["t"], k["t"] + k["c"], 40)
                d.append(self.stance_ankle(k, t)[0] - self.hip(t, k["side"]))
        d = np.array(d)
        lo, hi = -0.5, 2.0
        for _ in range(50):
            z0 = 0.5 * (lo + hi)
            r = np.sqrt(((d - [0, 0, z0]) ** 2).sum(-1)).max(1)
            if np.percentile(r, 60) > r_max or r.max() > (b.l1 + b.l2) * 0.9985:
                hi = z0
            else:
                lo = z0
        self.z0 = lo

    # ---- swing ----
    def _segments(self):
        """Per side the list of (is_stance, start, end, contact or swing splines)."""
        self.segments = {"L": [], "R": []}
        for s, out in self.segments.items():
            ks = [k for k in self.K if k["side"] == s]
            for i, k in enumerate(ks):
                out.append((True, k["t"], k["t"] + k["c"], k))
                if i + 1 < len(ks):
                    out.append((False, k["t"] + k["c"], ks[i + 1]["t"], self._swing(k, ks[i + 1])))

    def _swing(self, k0, k1):
        """Joint splines from the toe-off of k0 to the contact k1, clear of the ground."""
        p, b, s, e = self.p, self.b, k0["side"], 2e-3
        t0, t1 = k0["t"] + k0["c"], k1["t"]
        span = t1 - t0
        before, q0 = self._stance_angles(k0, np.array([t0 - e, t0]))
        # toe-off: the ankle leaves with an additional upward speed
        ankle, pitch = self.stance_ankle(k0, np.array([t0]))
        hip = self.hip(np.array([t0]), s)
        lifted = self._leg_angles(ankle + np.array([[0, 0, p["vz_to"] * e]]), pitch, hip)[0]
        rate0 = (q0 - before) / e + (lifted - self._leg_angles(ankle, pitch, hip)[0]) / e
        # contact: the foot comes in with the given speed relative to the ground
        ankle, pitch = self.stance_ankle(k1, np.array([t1]))
        q1 = self._leg_angles(ankle, pitch, self.hip(np.array([t1]), s))[0]
        back = e * np.array([[-p["speed"] + p["vx_ic"], 0, p["vz_ic"]]])
        pitch_rate = -60.0 if k1["strike"] > 0 else 30.0
        hip = self.hip(np.array([t1 - e]), s)
        rate1 = (q1 - self._leg_angles(ankle - back, pitch - pitch_rate * e, hip)[0]) / e
        u = t0 + np.linspace(0.10, 0.93, 40) * span
        hip_z = self.hip(u, s)[:, 2]
        # raise the knee (and the toes) of this swing until the foot does not scuff the ground
        for i in range(12):
            height, toes = k1["swing"] + 0.025 * i, 1.5 * i
            out = self._swing_splines((t0, span), (q0, q1), (rate0, rate1), height, toes)
            al, ka, fr, de = (f(u) for f in out)
            leg = b.l1 * np.cos(np.radians(al)) + b.l2 * np.cos(np.radians(al - ka))
            z = hip_z - leg * np.cos(np.radians(fr))
            if (z - np.interp(al - ka + de, *b.lowest_straight[s])).min() > 0.001:
                break
        return out

    def _swing_splines(self, when, ends, rates, height, toes):
        """Thigh, knee, frontal and ankle spline between the end angles with the end rates."""
        (t0, span), (q0, q1), (rate0, rate1) = when, ends, rates
        th, kn = self.p["thigh_swing"] * height, self.p["knee_swing"] * height
        inner = [  # interior knots (share of swing) and angles: thigh, knee, frontal, ankle
            ((0.22, 0.46, 0.74), (-8, 0.52 * th, th)),
            ((0.22, 0.45, 0.76), (0.72 * kn, kn, 0.62 * kn)),
            ((0.5,), (0.5 * (q0[2] + q1[2]),)),
            ((0.22, 0.5, 0.8), (-12, -3 + toes, 3 + toes)),
        ]
        out = []
        for j, (knots, values) in enumerate(inner):
            x = t0 + np.array([0, *knots, 1]) * span
            y = [q0[j], *values, q1[j]]
            out.append(CubicSpline(x, y, bc_type=((1, rate0[j]), (1, rate1[j]))))
        return out

    def leg(self, t, s):
        """Leg angles (N, 4) and stance flags (N,) of one side."""
        q, stance = np.zeros((len(t), 4)), np.zeros(len(t), bool)
        for is_stance, start, end, what in self.segments[s]:
            m = (t >= start) & ((t <= end) if is_stance else (t < end))
            if not m.any():
                continue
            if is_stance:
                q[m], stance[m] = self._stance_angles(what, t[m]), True
            else:
                q[m] = np.stack([f(t[m]) for f in what], 1)
        return q, stance
