"""MediaPipe's usage report: shown to be sent by MediaPipe itself, and not by formcheck."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading

import pytest

HOST = "play.googleapis.com"
OPENSSL = shutil.which("openssl")

pytestmark = pytest.mark.skipif(OPENSSL is None, reason="needs openssl to play the far end")

SEND = """
import sys, time
import numpy as np
from formcheck.pose import mediapipe as pose
from formcheck.pose.models import load_model
from formcheck.pose.offline import close_the_line

how, certificate = sys.argv[1:]
sys.modules["certifi"].where = lambda: certificate  # MediaPipe trusts the far end
if how != "formcheck":
    pose._OfflineOptions = pose.BaseOptions
if how == "closed":
    close_the_line()
finder = pose.MediaPipeFinder(load_model("full")[1])
finder.find(np.zeros((64, 64, 3), np.uint8))
finder.close()
time.sleep(4)
"""


class FarEnd:
    """A proxy that takes every call and answers it itself, as the host that was asked for."""

    def __init__(self, folder):
        self.calls, self.reports = [], []
        self.certificate = folder / "certificate.pem"
        key = folder / "key.pem"
        subprocess.run(
            [
                *(OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-keyout", key, "-out", self.certificate, "-subj", f"/CN={HOST}"),
                *("-addext", f"subjectAltName=DNS:{HOST}"),
            ],
            check=True,
            capture_output=True,
        )
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(self.certificate, key)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(5)
                self.calls.append(caller.recv(4096).split(b"\r\n")[0].decode())
                caller.sendall(b"HTTP/1.1 200 connected\r\n\r\n")
                try:
                    with self._tls.wrap_socket(caller, server_side=True) as spoken:
                        self.reports.append(spoken.recv(4096))
                        spoken.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                except OSError:
                    continue

    def hang_up(self):
        self._socket.close()


@pytest.fixture(scope="module")
def called(tmp_path_factory):
    """The far end of each way after its use; they wait for a report at the same time."""
    ends, running = {}, []
    for how in ("mediapipe", "formcheck", "closed"):
        end = ends[how] = FarEnd(tmp_path_factory.mktemp(how))
        environment = {**os.environ, "https_proxy": end.address}
        environment.pop("no_proxy", None)
        words = [sys.executable, "-c", SEND, how, str(end.certificate)]
        running.append(subprocess.Popen(words, env=environment))
    for process in running:
        assert process.wait(timeout=120) == 0
    yield ends
    for end in ends.values():
        end.hang_up()


def reports(end):
    return [report for report in end.reports if report]


def test_mediapipe_alone_reports_its_use(called):
    """If this fails, MediaPipe has changed: see whether formcheck's guard still fits."""
    end = called["mediapipe"]
    assert reports(end)[0].startswith(b"POST /log")
    assert f"CONNECT {HOST}:443" in end.calls[0]


def test_formcheck_sends_no_report(called):
    assert reports(called["formcheck"]) == []


def test_with_the_line_closed_nobody_is_even_called(called):
    assert reports(called["closed"]) == []
    assert called["closed"].calls == []
