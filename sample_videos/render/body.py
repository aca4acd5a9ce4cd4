"""A parametric runner: anny's rest shape, dressed, with its own forward kinematics and skinning.

Every bone carries a *world* rotation relative to its rest orientation, so the joint centres that
``fk()`` returns are exactly those of the skinned mesh: what is drawn and what is written as truth
come from the same numbers. Frame: X forward, Y left, Z up, metres.
"""

import anny
import numpy as np
import scipy.sparse as sp
import torch
from clothing import DEFAULT_LOOK, dress, make_ponytail, make_shoe, vertex_normals
from rotations import frame_align, sag

TOE_BEND_MAX = 38.0  # degrees that the forefoot bends before the toes leave the ground


def _to_world(a):
    """Turn anny's axes (x left, -y forward, z up) into the world's (X forward, Y left, Z up)."""
    a = np.asarray(a, float)
    return np.stack([-a[..., 1], a[..., 0], a[..., 2]], -1)


def _rest_shape(shape):
    """Rest mesh of a phenotype: anny model, vertices, joint positions, skin weights."""
    model = anny.Anny().to(dtype=torch.float32)
    phenotype = dict.fromkeys(model.phenotype_labels, 0.5) | shape
    with torch.no_grad():
        pose = torch.eye(4)[None, None].repeat(1, model.bone_count, 1, 1)
        out = model(pose_parameters=pose, phenotype_kwargs=phenotype)
    vertices = _to_world(out["rest_vertices"][0].numpy())
    joints = _to_world(out["rest_bone_heads"][0].numpy())
    weights = np.zeros((len(vertices), len(model.bone_labels)), np.float32)
    rows = np.arange(len(vertices))[:, None]
    np.add.at(weights, (rows, model.vertex_bone_indices.numpy()), model.vertex_bone_weights.numpy())
    weights /= weights.sum(1, keepdims=True)
    floor = vertices[:, 2].min()
    vertices[:, 2] -= floor
    joints[:, 2] -= floor
    return model, vertices, joints, weights


class Body:
    """One runner: mesh, skin weights, joints, landmark vertices and shoe roll tables."""

    def __init__(self, look, **shape):
        look = DEFAULT_LOOK | look
        model, v, joints, w = _rest_shape(shape)
        faces = model.faces.numpy()
        self.labels, self.parents = list(model.bone_labels), list(model.bone_parents)
        self.ix = {b: i for i, b in enumerate(self.labels)}
        self.H = joints
        self._centre_hips(v)
        clothed, fields, is_head = dress(v, faces, w, self.labels, self.head, look)
        self._assemble(v, clothed, faces, w, fields, look)
        self._limbs()
        self._landmarks(v, is_head)
        self.stature = v[:, 2].max() - self.z_sole
        self._roll_tables()

    def head(self, bone):
        """Rest position of the joint where a bone begins."""
        return self.H[self.ix[bone]]

    def _centre_hips(self, v):
        """Move the hip pivots (and so the truth) forward to the most lateral skin of the hip.

        anny's upper-leg bones begin 1.5-4.7 cm behind it; a rater looks for the trochanter.
        """
        shift = []
        for s, sign in (("L", 1), ("R", -1)):
            j = self.ix[f"upperleg01.{s}"]
            xs = []
            for dz in (0.0, -0.015, -0.03, -0.045, -0.06):
                level = np.abs(v[:, 2] - self.H[j, 2] - dz) < 0.012
                c = np.where(level & (np.abs(v[:, 1]) < 0.27) & (v[:, 1] * sign > 0))[0]
                xs.append(v[c[np.argsort(-v[c, 1] * sign)[:3]], 0].mean())
            shift.append(float(np.median(xs)) - self.H[j, 0])
        self.hip_shift = 0.5 * sum(shift)
        for s in "LR":
            self.H[self.ix[f"upperleg01.{s}"], 0] += self.hip_shift

    def _assemble(self, bare, clothed, faces, w, fields, look):
        """Join the clothed body, two shoes (instead of the bare feet) and the ponytail."""
        ankle_z = self.head("foot.L")[2]
        main_bone = np.array(self.labels)[w.argmax(1)]
        is_foot = np.array([b.startswith(("foot", "toe", "lowerleg02")) for b in main_bone])
        hidden = (bare[:, 2] < ankle_z - 0.012) & is_foot
        vs, ws, fs = [clothed], [w], [faces[~hidden[faces].all(1)]]
        n = len(clothed)
        self.sole = {}
        for s in "LR":
            sel = (bare[:, 2] < ankle_z - 0.004) & ((bare[:, 1] > 0) == (s == "L")) & is_foot
            v, f, forefoot, sole = make_shoe(bare[sel], self.head(f"toe2-1.{s}")[0] + 0.005)
            weight = np.zeros((len(v), len(self.labels)), np.float32)
            weight[:, self.ix[f"foot.{s}"]] = 1 - forefoot
            weight[:, self.ix[f"toe2-1.{s}"]] = forefoot
            self.sole[s] = n + sole
            vs.append(v)
            ws.append(weight)
            fs.append(f + n)
            n += len(v)
        n_shoes = n
        if look["ponytail"]:
            v, f = make_ponytail(self.head("head"))
            weight = np.zeros((len(v), len(self.labels)), np.float32)
            weight[:, self.ix["head"]] = 1
            vs.append(v)
            ws.append(weight)
            fs.append(f + n)
        self.V, self.W = np.concatenate(vs), np.concatenate(ws)
        self.F = np.concatenate(fs).astype(np.int32)
        self.z_sole = min(self.V[self.sole[s], 2].min() for s in "LR")
        # what the shader colours by: shirt, shorts, hair, kind (0 skin, .3 sock, 1 shoe)
        nb = len(clothed)
        fld = np.full((len(self.V), 4), -0.2, np.float32)
        fld[:nb, 0], fld[:nb, 1], fld[:nb, 2] = fields["shirt"], fields["shorts"], fields["hair"]
        fld[:nb, 3] = np.where(fields["sock"] > 0, 0.3, 0)
        fld[nb:n_shoes, 3] = 1.0
        fld[nb:n_shoes, 0] = self.V[nb:n_shoes, 2] - self.z_sole  # height over the sole
        fld[n_shoes:, 2:] = (0.1, 0.0)
        self.fields = fld
        self._normals = vertex_normals(self.V, self.F).astype(np.float32)
        self._skin_weights = sp.csr_matrix(self.W)
        self._v32 = self.V.astype(np.float32)

    def _limbs(self):
        """Segment lengths, and the rotations that bring each limb from rest to hanging down."""
        h = self.head
        self.l1 = np.linalg.norm(h("lowerleg01.L") - h("upperleg01.L"))
        self.l2 = np.linalg.norm(h("foot.L") - h("lowerleg01.L"))
        left, down = np.array([0, 1.0, 0]), np.array([0, 0, -1.0])
        self.align = {}
        for s in "LR":
            thigh = h(f"lowerleg01.{s}") - h(f"upperleg01.{s}")
            shank = h(f"foot.{s}") - h(f"lowerleg01.{s}")
            self.align["thigh" + s] = frame_align(thigh, left, down, left)
            self.align["shank" + s] = frame_align(shank, left, down, left)
            upper = h(f"lowerarm01.{s}") - h(f"upperarm01.{s}")
            fore = h(f"wrist.{s}") - h(f"lowerarm01.{s}")
            n = np.cross(upper, fore)
            self.align["upperarm" + s] = frame_align(upper, n, down, -left)
            self.align["forearm" + s] = frame_align(fore, n, down, -left)
            hand = h(f"finger3-1.{s}") - h(f"wrist.{s}")
            finger = h(f"finger3-2.{s}") - h(f"finger3-1.{s}")
            curl = np.cross(hand, finger)
            self.align["finger" + s] = curl / np.linalg.norm(curl)

    def _landmarks(self, bare, is_head):
        """Vertices that serve as landmarks: ears, nose, crown, shoe heel and shoe tip."""
        self.landmark = {}
        eye_z, head_x = self.head("eye.L")[2], self.head("head")[0]
        x, y, z = bare.T
        for s, sign in (("L", 1), ("R", -1)):
            near_eye = (z > eye_z - 0.035) & (z < eye_z + 0.01)
            c = np.where((is_head > 0.6) & near_eye & (x < head_x + 0.06))[0]
            self.landmark["ear" + s] = c[(y[c] * sign).argmax()]
            sole = self.sole[s]
            self.landmark["heel" + s] = sole[self.V[sole, 0].argmin()]
            self.landmark["toe" + s] = sole[self.V[sole, 0].argmax()]
        c = np.where(is_head > 0.6)[0]
        self.landmark["nose"] = c[x[c].argmax()]
        self.landmark["vertex"] = c[z[c].argmax()]

    # ---- rolling of the shoe on the ground ----
    def toe_pitch(self, pitch):
        """World pitch of the forefoot for a foot pitch (degrees, toe up positive)."""
        pitch = np.asarray(pitch, float)
        bend = np.where(pitch < 0, TOE_BEND_MAX * (1 - np.exp(pitch / TOE_BEND_MAX)), 0)
        return pitch + bend

    def _sole_points(self, s, foot_pitch, toe_pitch):
        """Sole relative to the ankle joint."""
        ankle, toe = self.head(f"foot.{s}"), self.head(f"toe2-1.{s}")
        v = self.V[self.sole[s]]
        wt = self.W[self.sole[s], self.ix[f"toe2-1.{s}"]][:, None]
        r_foot, r_toe = sag(foot_pitch), sag(toe_pitch)
        return (1 - wt) * (v - ankle) @ r_foot.T + wt * (
            r_foot @ (toe - ankle) + (v - toe) @ r_toe.T
        )

    def _roll_tables(self):
        """Ankle position over the contact for each foot pitch: rolling without slipping."""
        self._roll, self.lowest_straight = {}, {}
        grid = np.arange(-95, 45.01, 0.25)
        for s in "LR":
            pts = np.stack([self._sole_points(s, p, float(self.toe_pitch(p))) for p in grid])
            z, low = -pts[:, :, 2].min(1), pts[:, :, 2].argmin(1)
            x = np.zeros(len(grid))
            flat = int(np.argmin(np.abs(grid)))
            for i in range(flat, len(grid) - 1):
                x[i + 1] = x[i] - (pts[i + 1, low[i], 0] - pts[i, low[i], 0])
            for i in range(flat, 0, -1):
                x[i - 1] = x[i] - (pts[i - 1, low[i], 0] - pts[i, low[i], 0])
            self._roll[s] = (grid, x, z)
            straight = [-self._sole_points(s, p, p)[:, 2].min() for p in grid]
            self.lowest_straight[s] = (grid, np.array(straight))

    def roll_xz(self, s, pitch):
        """Forward travel and height of the ankle for a foot pitch in stance."""
        grid, x, z = self._roll[s]
        return np.interp(pitch, grid, x), np.interp(pitch, grid, z)

    # ---- kinematics ----
    def fk(self, root, rotations):
        """Joint positions (N, B, 3) and bone rotations (N, B, 3, 3).

        ``rotations``: bone -> (N, 3, 3) world rotations; the other bones follow their parent.
        """
        n, nb = len(root), len(self.labels)
        r, p = np.empty((n, nb, 3, 3)), np.empty((n, nb, 3))
        for i, b in enumerate(self.labels):
            j = self.parents[i]
            if j < 0:
                r[:, i], p[:, i] = rotations[b], root
            else:
                r[:, i] = rotations.get(b, r[:, j])
                p[:, i] = p[:, j] + r[:, j] @ (self.H[i] - self.H[j])
        return p, r

    def skin(self, p, r):
        """Vertices and normals of one frame (float32)."""
        t = p - np.einsum("bij,bj->bi", r, self.H)
        m = self._skin_weights @ np.concatenate([r.reshape(-1, 9), t], 1).astype(np.float32)
        a = m[:, :9].reshape(-1, 3, 3)
        v = np.einsum("vij,vj->vi", a, self._v32) + m[:, 9:]
        n = np.einsum("vij,vj->vi", a, self._normals)
        return v.astype(np.float32), n.astype(np.float32)

    def vertices(self, p, r, indices):
        """Chosen vertices in all frames: (N, len(indices), 3)."""
        indices = np.atleast_1d(indices)
        out = np.zeros((len(p), len(indices), 3))
        w = self.W[indices]
        for b in np.where(w.sum(0) > 0)[0]:
            x = np.einsum("nij,vj->nvi", r[:, b], self.V[indices] - self.H[b]) + p[:, b][:, None]
            out += w[:, b][None, :, None] * x
        return out
