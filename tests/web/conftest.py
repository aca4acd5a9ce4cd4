"""A real server on the loopback address, and clips short enough to wait for."""

import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
import httpx
import numpy as np
import pytest
import uvicorn

from formcheck.web.app import Place, create_app
from formcheck.web.limits import Limits
from report import browser

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_videos" / "sound_runner_treadmill.mp4"
SECONDS = 2.5
WAIT_S = 120


def until(condition, seconds=WAIT_S):
    """Wait for what happens elsewhere."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.1)


def write_film(path, frames=12, size=(96, 128), fps=30):
    """A grey film without anybody in it."""
    height, width = size
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(frames):
            picture = np.full((height, width, 3), 40 + number % 100, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    return write_film(tmp_path_factory.mktemp("film") / "film.mp4")


@pytest.fixture(scope="session")
def run_clip(tmp_path_factory):
    """The first seconds of the sample: a runner that can be measured."""
    path = tmp_path_factory.mktemp("run") / "run.mp4"
    with av.open(str(SAMPLE)) as source, av.open(str(path), "w") as target:
        stream = source.streams.video[0]
        out = target.add_stream(
            "libx264", rate=stream.average_rate, options={"preset": "ultrafast"}
        )
        out.width, out.height, out.pix_fmt = stream.width, stream.height, "yuv420p"
        for frame in source.decode(stream):
            if frame.time >= SECONDS:
                break
            picture = frame.to_ndarray(format="rgb24")
            target.mux(out.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        target.mux(out.encode())
    return path


@pytest.fixture(scope="session")
def _tab(tmp_path_factory):
    with browser.browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def page(_tab):
    """An empty tab: what an earlier test had open asks its own server, which is gone, no more."""
    _tab.go("about:blank")
    _tab.requests.clear()
    _tab.complaints.clear()
    return _tab


@dataclass
class Served:
    """A server at work."""

    client: httpx.Client
    port: int
    data: Path

    def clip(self, clip_id):
        return self.client.get(f"/api/clips/{clip_id}").json()

    def send(self, path, **told):
        return self.client.put(
            "/api/clips", params={"name": path.name} | told, content=path.read_bytes()
        )

    def wait(self, clip_id, *states, seconds=WAIT_S):
        end = time.monotonic() + seconds
        while (clip := self.clip(clip_id))["state"] not in states:
            assert time.monotonic() < end, clip
            time.sleep(0.1)
        return clip

    def folders(self):
        return sorted(path.name for path in (self.data / "clips").iterdir())


@contextmanager
def serving(data, limits=None, http="auto", port=0):
    """Serve from ``data`` until the end of the block."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        port = listener.getsockname()[1]
        hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        app = create_app(Place(data, hosts), limits)
        config = uvicorn.Config(
            app,
            log_level="error",
            access_log=False,
            ws="none",
            timeout_graceful_shutdown=1,
            http=http,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            base = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=base, trust_env=False, timeout=60) as client:
                yield Served(client, port, data)
        finally:
            server.should_exit = True
            thread.join(60)
            assert not thread.is_alive()


@pytest.fixture(scope="module")
def _at_work(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served") / "data", Limits(at_once=0)) as running:
        yield running


@pytest.fixture
def served(_at_work):
    """A server that takes clips in and analyses none; it is empty again after the test."""
    yield _at_work
    for clip in _at_work.client.get("/api/clips").json()["clips"]:
        assert _at_work.client.delete(f"/api/clips/{clip['id']}").status_code == 204
    assert _at_work.folders() == []
