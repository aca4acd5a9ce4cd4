"""Pinhole camera and off-screen OpenGL renderer (moderngl on EGL; a software GL is enough)."""

import cv2
import moderngl
import numpy as np
import shaders

SHADOW_SIZE = 2048
SAMPLES = 4  # anti-aliasing


class Camera:
    """Pinhole camera. Pixels: origin at the top-left corner of the picture, continuous."""

    def __init__(self, eye, target, focal_px, width, height):
        self.eye, self.f, self.W, self.H = np.array(eye, float), focal_px, width, height
        ahead = np.array(target, float) - self.eye
        ahead /= np.linalg.norm(ahead)
        right = np.cross(ahead, [0, 0, 1.0])
        right /= np.linalg.norm(right)
        self.R = np.stack([right, -np.cross(right, ahead), ahead])  # to x right, y down, z ahead

    def project(self, points):
        """Pixels (..., 2) and depth (...) of world points."""
        c = (np.asarray(points) - self.eye) @ self.R.T
        z = c[..., 2]
        u, v = self.f * c[..., 0] / z + self.W / 2, self.f * c[..., 1] / z + self.H / 2
        return np.stack([u, v], -1), z

    def matrix(self, near=0.1, far=120.0):
        """OpenGL view-projection matrix."""
        view, proj = np.eye(4), np.zeros((4, 4))
        rotation = self.R * np.array([[1], [-1], [-1]])
        view[:3, :3], view[:3, 3] = rotation, -rotation @ self.eye
        proj[0, 0], proj[1, 1] = 2 * self.f / self.W, 2 * self.f / self.H
        proj[2, 2], proj[2, 3] = -(far + near) / (far - near), -2 * far * near / (far - near)
        proj[3, 2] = -1
        return proj @ view


def _noise_texture(n=512, seed=3):
    """Tileable fractal noise with a flat histogram (uint8)."""
    rng = np.random.default_rng(seed)
    out = np.zeros((n, n), np.float32)
    octaves = ((8, 1), (16, 0.7), (32, 0.55), (64, 0.45), (128, 0.4), (256, 0.35), (512, 0.3))
    for k, amplitude in octaves:
        s = n // k
        g = np.pad(rng.random((k, k)).astype(np.float32), 2, mode="wrap")
        g = cv2.resize(g, None, fx=s, fy=s, interpolation=cv2.INTER_CUBIC)
        out += amplitude * g[2 * s : 2 * s + n, 2 * s : 2 * s + n]
    rank = out.ravel().argsort(kind="stable").argsort(kind="stable").reshape(n, n)
    return (rank / (n * n) * 255).astype(np.uint8)


def _bytes(matrix):
    return matrix.T.astype("f4").tobytes()


class Renderer:
    """Draws one runner in one scene with a still camera."""

    def __init__(self, camera, light, still, belt, body, colours):
        self.camera, self.light = camera, light
        c = self.c = moderngl.create_context(standalone=True, backend="egl")
        self.body_program = c.program(shaders.BODY_VERTEX, shaders.BODY_FRAGMENT)
        self.scene_program = c.program(shaders.SCENE_VERTEX, shaders.SCENE_FRAGMENT)
        self.shadow_program = c.program(shaders.SHADOW_VERTEX, shaders.SHADOW_FRAGMENT)
        self._buffers()
        self._scene(still, belt)
        self._person(body, colours)
        self._still_light()
        self._draw_background()

    def _buffers(self):
        c, size = self.c, (self.camera.W, self.camera.H)
        noise = _noise_texture()
        self.noise = c.texture(noise.shape, 1, noise.tobytes())
        self.noise.build_mipmaps()
        self.noise.repeat_x = self.noise.repeat_y = True
        self.noise.filter = (moderngl.LINEAR_MIPMAP_LINEAR, moderngl.LINEAR)
        self.depth = c.depth_texture((SHADOW_SIZE, SHADOW_SIZE))
        self.depth.compare_func = ""
        self.depth.repeat_x = self.depth.repeat_y = False
        self.shadow_fb = c.framebuffer(depth_attachment=self.depth)

        def multisampled():
            colour = c.renderbuffer(size, 4, samples=SAMPLES)
            return c.framebuffer([colour], c.depth_renderbuffer(size, samples=SAMPLES))

        self.picture, self.background = multisampled(), multisampled()
        self.resolved = c.framebuffer([c.renderbuffer(size, 4)])

    def _scene(self, still, belt):
        def array(triangles):
            layout = ("3f 3f 3f 1f", "pos", "nrm", "col", "mat")
            buffer = self.c.buffer(triangles.astype("f4").tobytes())
            return self.c.vertex_array(self.scene_program, [(buffer, *layout)])

        self.still, self.belt = array(still), array(belt)

    def _person(self, body, colours):
        c = self.c
        self.moving = c.buffer(reserve=len(body.V) * 24, dynamic=True)
        fixed = c.buffer(np.concatenate([body.V, body.fields], 1).astype("f4").tobytes())
        faces = c.buffer(body.F.astype("i4").tobytes())
        layout = [
            (self.moving, "3f 3f", "pos", "nrm"),
            (fixed, "3f 4f", "rest", "fld"),
        ]
        self.person = c.vertex_array(self.body_program, layout, faces)
        layout = [(self.moving, "3f 12x", "pos")]
        self.person_shadow = c.vertex_array(self.shadow_program, layout, faces)
        for name, value in colours.items():
            self.body_program[name] = value

    def _still_light(self):
        """Uniforms that never change: textures, light, eye, both matrices."""
        direction = np.array(self.light["dir"], float)
        direction /= np.linalg.norm(direction)
        u = np.cross(direction, [0, 1.0, 0.0])
        u /= np.linalg.norm(u)
        m, half = np.eye(4), 1.7  # orthographic light around the runner
        m[0, :3], m[1, :3], m[2, :3] = u / half, np.cross(u, direction) / half, direction / 4.0
        m[:3, 3] = -m[:3, :3] @ np.array([0, 0, 0.8])
        self.light_matrix = m
        self.shadow_program["LVP"].write(_bytes(m))
        values = {
            "noiseT": 0, "smap": 1, "shadowTexel": 1 / SHADOW_SIZE, "Ldir": tuple(direction),
            "Lcol": self.light["key"], "Acol": self.light["sky"], "Gcol": self.light["ground"],
            "eye": tuple(self.camera.eye),
        }  # fmt: skip
        for program in (self.scene_program, self.body_program):
            for name, value in values.items():
                if name in program:
                    program[name] = value
            program["VP"].write(_bytes(self.camera.matrix()))
            program["LVP"].write(_bytes(m))

    def _draw_background(self):
        """Everything that neither moves nor receives the runner's shadow: drawn once."""
        c = self.c
        c.enable(moderngl.DEPTH_TEST)
        c.viewport = (0, 0, self.camera.W, self.camera.H)
        nowhere = np.zeros((4, 4))
        nowhere[0, 3], nowhere[3, 3] = 9.0, 1.0  # outside the shadow map
        self.scene_program["LVP"].write(_bytes(nowhere))
        self.scene_program["feet"] = (99, 99, 99, 99)
        self.noise.use(0)
        self.depth.use(1)
        self.background.use()
        self.background.clear(0.1, 0.1, 0.1)
        self.still.render()
        self.scene_program["LVP"].write(_bytes(self.light_matrix))

    def frame(self, vertices, normals, belt_travel, feet):
        """Picture (H, W, 3) uint8 of the runner on the belt."""
        c, size = self.c, (self.camera.W, self.camera.H)
        self.moving.write(np.concatenate([vertices, normals], 1).astype("f4").tobytes())
        c.enable(moderngl.DEPTH_TEST)
        c.disable(moderngl.CULL_FACE)
        self.shadow_fb.use()
        c.viewport = (0, 0, SHADOW_SIZE, SHADOW_SIZE)
        self.shadow_fb.clear(depth=1.0)
        self.person_shadow.render()
        self.noise.use(0)
        self.depth.use(1)
        self.scene_program["belt"] = belt_travel
        self.scene_program["feet"] = tuple(map(float, feet))
        c.copy_framebuffer(self.picture, self.background)
        self.picture.use()
        c.viewport = (0, 0, *size)
        c.depth_func = "<="
        self.belt.render()
        c.enable(moderngl.CULL_FACE)
        c.cull_face = "back"
        self.person.render()
        c.disable(moderngl.CULL_FACE)
        c.copy_framebuffer(self.resolved, self.picture)
        pixels = np.frombuffer(self.resolved.read(components=3), np.uint8)
        return pixels.reshape(size[1], size[0], 3)[::-1]
