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


@pytest.fixture
def far_end(tmp_path):
    far_end = FarEnd(tmp_path)
    yield far_end
    far_end.hang_up()


def run(far_end, how):
    environment = {**os.environ, "https_proxy": far_end.address}
    environment.pop("no_proxy", None)
    words = [sys.executable, "-c", SEND, how, str(far_end.certificate)]
    subprocess.run(words, env=environment, check=True, timeout=120)
    return [report for report in far_end.reports if report]


def test_mediapipe_alone_reports_its_use(far_end):
    """If this fails, MediaPipe has changed: see whether formcheck's guard still fits."""
    reports = run(far_end, "mediapipe")
    assert reports
    assert reports[0].startswith(b"POST /log")
    assert f"CONNECT {HOST}:443" in far_end.calls[0]


def test_formcheck_sends_no_report(far_end):
    assert run(far_end, "formcheck") == []


def test_with_the_line_closed_nobody_is_even_called(far_end):
    assert run(far_end, "closed") == []
    assert far_end.calls == []
