"""Clothes, hair and shoes for the bare body mesh.

Clothes are scalar fields over the mesh (metres, positive inside a garment); the shader colours by
their sign, and the mesh is smoothed and pushed out a little below them. Shoes are new meshes.
"""

import numpy as np
import scipy.sparse as sp
import trimesh
from rotations import smoothstep
from scipy.spatial import ConvexHull

DEFAULT_LOOK = {
    "sleeve": 0.45,  # share of the upper arm that is covered
    "shorts": 0.55,  # share of the thigh that is covered
    "hair": 0.5,  # fullness
    "tights": False,
    "ponytail": False,
    "loose": 0.010,  # distance of the cloth from the skin, m
}
SOLE_THICKNESS = 0.022


def vertex_normals(vertices, faces):
    """Area-weighted unit normals."""
    face_n = np.cross(
        vertices[faces[:, 1]] - vertices[faces[:, 0]], vertices[faces[:, 2]] - vertices[faces[:, 0]]
    )
    n = np.zeros_like(vertices)
    for k in range(3):
        np.add.at(n, faces[:, k], face_n)
    return n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-12)


def _neighbour_mean(faces, n):
    """Sparse matrix that replaces each vertex by the mean of itself and its neighbours."""
    e = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    a = sp.coo_matrix((np.ones(len(e)), (e[:, 0], e[:, 1])), (n, n)).tocsr()
    a = ((a + a.T + sp.eye(n)) > 0).astype(float)
    return sp.diags(1 / np.asarray(a.sum(1)).ravel()) @ a


def dress(vertices, faces, weights, labels, head_of, look):
    """Garment fields (shirt, shorts, sock, hair) and the mesh pushed out under them."""

    def wsum(*prefixes):
        return weights[:, [i for i, b in enumerate(labels) if b.startswith(prefixes)]].sum(1)

    def along(a, b):
        d = head_of(b) - head_of(a)
        return (vertices - head_of(a)) @ (d / np.linalg.norm(d))

    x, y, z = vertices.T
    torso = wsum("spine", "clavicle", "shoulder", "root", "pelvis")
    is_arm = wsum("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
    is_hand = wsum("wrist", "finger", "metacarpal")
    is_head = wsum("neck", "head", "eye")
    along_arm = np.where(
        y > 0, along("upperarm01.L", "lowerarm01.L"), along("upperarm01.R", "lowerarm01.R")
    )
    upper_arm = np.linalg.norm(head_of("lowerarm01.L") - head_of("upperarm01.L"))
    hip_z, knee_z = head_of("upperleg01.L")[2], head_of("lowerleg01.L")[2]
    neck_z, eye_z = head_of("neck01")[2], head_of("eye.L")[2]
    waist = hip_z + 0.07
    hem = hip_z - look["shorts"] * (hip_z - knee_z)

    shirt = np.minimum(z - waist + 0.095, neck_z + 0.015 - z)
    arm = look["sleeve"] * upper_arm - along_arm
    on_trunk = np.minimum(shirt, arm + 0.1 + 0.5 * torso)
    shirt = np.where(is_arm > 0.5, np.minimum(shirt + 0.2, arm), on_trunk)
    shirt = np.where(is_head > 0.6, np.minimum(shirt, -0.01), shirt)
    shirt = np.where(is_hand > 0.3, -0.1, shirt)
    shorts = np.where(is_arm > 0.3, -0.1, np.minimum(z - hem, waist + 0.03 - z))
    sock = head_of("foot.L")[2] + 0.05 - z
    # hair: above a plane that rises towards the face
    hair = (z - (eye_z - 0.03)) * 0.7 - (x - (head_of("head")[0] + 0.01)) * 0.75 - 0.02
    hair = np.where(is_head > 0.5, hair, -0.1)

    push_shirt = smoothstep(shirt, -0.005, 0.02) * look["loose"]
    push_shirt *= smoothstep(is_arm + torso, 0.2, 0.6)
    if look["tights"]:
        push_shorts = smoothstep(shorts, -0.004, 0.02) * 0.004
    else:
        flare = 1 + 1.2 * smoothstep(hem - z, -0.18, 0)
        push_shorts = smoothstep(shorts, -0.004, 0.02) * look["loose"] * 1.2 * flare
    smooth = vertices.copy()
    mean = _neighbour_mean(faces, len(vertices))
    for _ in range(12):
        smooth = mean @ smooth
    n = vertex_normals(vertices, faces)
    clothed = smoothstep(np.maximum(shirt, shorts), -0.004, 0.02)[:, None]
    out = vertices + (smooth - vertices) * 0.85 * clothed
    out += n * np.maximum(push_shirt, push_shorts)[:, None]
    out += n * (smoothstep(hair, -0.004, 0.03) * 0.022 * (1 + look["hair"]))[:, None]
    fields = {"shirt": shirt, "shorts": shorts, "sock": sock, "hair": hair}
    return out, fields, is_head


def make_shoe(foot_points, toe_joint_x):
    """Shoe around one bare foot: hull, sole, rocker. Returns vertices, faces, forefoot weight."""
    p = foot_points.copy()
    low = p[:, 2] < 0.035
    q = p + np.sign(p - p.mean(0)) * np.array([0.004, 0.005, 0])
    q[:, 2] = np.where(low, -SOLE_THICKNESS, p[:, 2] + 0.006)
    hull = ConvexHull(q)
    order = np.sort(hull.vertices)
    mesh = trimesh.Trimesh(q[order], np.searchsorted(order, hull.simplices), process=True)
    trimesh.repair.fix_normals(mesh)
    v, f = trimesh.remesh.subdivide_to_size(mesh.vertices, mesh.faces, 0.014)
    mesh = trimesh.Trimesh(v, f, process=True)
    trimesh.smoothing.filter_laplacian(mesh, iterations=3)
    v, f = np.array(mesh.vertices), np.array(mesh.faces)
    z_min, x_min, x_max = v[:, 2].min(), v[:, 0].min(), v[:, 0].max()
    # rocker: the extreme heel and toe of the sole are lifted a little so that the shoe rolls
    sole = smoothstep(z_min - v[:, 2], -0.03, 0)
    toe = 0.012 * smoothstep(v[:, 0], x_max - 0.05, x_max)
    heel = 0.010 * smoothstep(-v[:, 0], -(x_min + 0.035), -x_min)
    v[:, 2] += sole * (toe + heel)
    forefoot = smoothstep(v[:, 0], toe_joint_x - 0.015, toe_joint_x + 0.015)
    forefoot = np.where(v[:, 2] > 0.05, forefoot * 0.6, forefoot)
    sole_vertices = np.where(v[:, 2] < z_min + SOLE_THICKNESS)[0]
    return v, f, forefoot, sole_vertices


def make_ponytail(head):
    """Make an ellipsoid behind the head."""
    ball = trimesh.creation.icosphere(2, 1.0)
    centre = head + np.array([-0.145, 0, -0.01])
    return np.array(ball.vertices * np.array([0.035, 0.03, 0.11]) + centre), np.array(ball.faces)
