"""A procedural gym with a treadmill, as triangles (position, normal, colour, material).

Materials: 0 plain, 1 wall, 2 floor, 3 belt. The running surface is z = 0.
"""

import numpy as np

PLAIN, WALL, FLOOR, BELT = 0.0, 1.0, 2.0, 3.0
DECK = 0.20  # belt height over the gym floor, m


def box(centre, size, colour, material=PLAIN):
    """Axis-parallel box."""
    c, half = np.array(centre, float), np.array(size, float) / 2
    tri = []
    for ax in range(3):
        for sign in (-1, 1):
            u, v = (ax + 1) % 3, (ax + 2) % 3
            corners = []
            for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
                p = np.zeros(3)
                p[ax], p[u], p[v] = sign, a * sign, b
                corners.append(c + p * half)
            n = np.zeros(3)
            n[ax] = sign
            tri += [np.r_[corners[i], n, colour, material] for i in (0, 1, 2, 0, 2, 3)]
    return np.array(tri, np.float32)


def quad(p0, p1, p2, p3, colour, material):
    """Flat quadrilateral."""
    p = [np.array(x, float) for x in (p0, p1, p2, p3)]
    n = np.cross(p[1] - p[0], p[3] - p[0])
    n /= np.linalg.norm(n)
    return np.array([np.r_[p[i], n, colour, material] for i in (0, 1, 2, 0, 2, 3)], np.float32)


def cylinder(a, b, r, colour, material=PLAIN, n=16):
    """Open cylinder from a to b."""
    a, b = np.array(a, float), np.array(b, float)
    d = (b - a) / np.linalg.norm(b - a)
    u = np.cross(d, [0, 0, 1.0])
    length = np.linalg.norm(u)
    u = np.array([1.0, 0, 0]) if length < 1e-3 else u / length
    v = np.cross(d, u)
    out = []
    for i in range(n):
        t0, t1 = 2 * np.pi * i / n, 2 * np.pi * (i + 1) / n
        n0, n1 = np.cos(t0) * u + np.sin(t0) * v, np.cos(t1) * u + np.sin(t1) * v
        q = [(a + r * n0, n0), (a + r * n1, n1), (b + r * n1, n1), (b + r * n0, n0)]
        out += [np.r_[q[j][0], q[j][1], colour, material] for j in (0, 1, 2, 0, 2, 3)]
    return np.array(out, np.float32)


def _room(palette, r):
    x, f, top = max(6.0, r), -DECK, 3.6
    wall = palette["wall"]
    return [
        quad((-x, -r, f), (x, -r, f), (x, r, f), (-x, r, f), palette["floor"], FLOOR),
        quad((x, r, f), (-x, r, f), (-x, r, top), (x, r, top), wall, WALL),
        quad((-x, -r, f), (x, -r, f), (x, -r, top), (-x, -r, top), wall, WALL),
        quad((x, -r, f), (x, r, f), (x, r, top), (x, -r, top), wall, WALL),
        quad((-x, r, f), (-x, -r, f), (-x, -r, top), (-x, r, top), wall, WALL),
        quad((-x, -r, top), (-x, r, top), (x, r, top), (x, -r, top), (0.8, 0.8, 0.8), PLAIN),
    ]


def _treadmill(palette):
    frame, post = palette["mill"], palette["post"]
    out = [box((-0.1, 0, -0.105), (1.98, 0.56, 0.19), (0.10, 0.10, 0.11))]
    for sign in (-1, 1):
        out.append(box((-0.1, sign * 0.36, -0.075), (2.0, 0.16, 0.15), frame))
        out.append(box((-0.1, sign * 0.36, 0.003), (1.9, 0.10, 0.006), (0.16, 0.16, 0.17)))
    out.append(box((1.02, 0, -0.03), (0.36, 0.84, 0.26), frame))
    for y in (-0.40, 0.40):
        out.append(cylinder((0.98, y, 0), (1.10, y, 1.15), 0.035, post))
        out.append(cylinder((1.10, y, 1.0), (0.62, y, 0.93), 0.022, post))
    out.append(box((1.14, 0, 1.22), (0.10, 0.78, 0.34), (0.07, 0.07, 0.08)))
    return out


def _clutter(side, r, rng):
    """Boxes and rolled mats along the wall behind the runner."""
    out = []
    for i in range(6):
        x, h = -5 + 1.9 * i + rng.uniform(-0.4, 0.4), rng.uniform(0.3, 1.0)
        centre = (x, side * (r - 0.7 + rng.uniform(-0.2, 0.3)), h / 2 - DECK)
        size = (rng.uniform(0.3, 0.9), rng.uniform(0.3, 0.5), h)
        colour = rng.uniform(0.25, 0.6, 3)
        out.append(box(centre, size, 0.3 * colour + 0.7 * colour.mean()))
    for _ in range(6):
        x, y = rng.uniform(-5, 5), side * (r - 1.1)
        a, b = (x, y, 0.12 - DECK), (x + 0.35, y, 0.12 - DECK)
        out.append(cylinder(a, b, 0.12, (0.22, 0.24, 0.27)))
        out.append(box((x + 0.002, y, 0.12 - DECK), (0.004, 0.16, 0.16), (0.15, 0.16, 0.18)))
    return out


def gym(palette, side, room, seed=5):
    """(still, belt) triangles; side = +1: the background is at +Y.

    The belt is kept apart because it moves and receives the runner's shadow.
    """
    rng = np.random.default_rng(seed)
    still = _room(palette, room) + _treadmill(palette) + _clutter(side, room, rng)
    corners = ((-1.05, -0.27, 0), (0.85, -0.27, 0), (0.85, 0.27, 0), (-1.05, 0.27, 0))
    return np.concatenate(still), quad(*corners, (0.085, 0.085, 0.09), BELT)
