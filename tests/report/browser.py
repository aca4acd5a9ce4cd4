"""A small Chromium driver for tests: the DevTools protocol over a pair of pipes.

No package and no open port: Chromium reads commands from file descriptor 3 and answers on 4,
JSON texts ended by a zero byte.
"""

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
    "--remote-debugging-pipe",
)
GONE = (
    "Inspected target navigated or closed",
    "Execution context was destroyed",
    "Cannot find context",
    "Cannot find default execution context",
)


def executable() -> str | None:
    """Return the browser of this machine, if it has one that can be driven by pipes."""
    if os.name != "posix":
        return None
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Navigated(RuntimeError):
    """The page that was asked went away before it answered: another one is loading."""


class Thrown(RuntimeError):
    """What was run in the page ended with an error."""


class Page:
    """One tab. Everything that the page asks for or complains about is kept."""

    def __init__(self, write_fd: int, read_fd: int) -> None:
        self._write_fd, self._read_fd = write_fd, read_fd
        self._buffer = b""
        self._next = 0
        self._session: str | None = None
        self.requests: list[str] = []
        self.complaints: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send one command and return its result."""
        self._next += 1
        message: dict[str, Any] = {"id": self._next, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._write_fd, data) :]
        end = time.monotonic() + 60
        while True:
            answer = self._read(end)
            if answer.get("id") == self._next:
                if "error" in answer:
                    if any(gone in str(answer["error"]) for gone in GONE):
                        raise Navigated(f"{method}: {answer['error']}")
                    raise RuntimeError(f"{method}: {answer['error']}")
                return dict(answer["result"])

    def _read(self, end: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read_fd], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser did not answer")
            self._buffer += os.read(self._read_fd, 1 << 20)
        text, self._buffer = self._buffer.split(b"\0", 1)
        message: dict[str, Any] = json.loads(text)
        self._note(message)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        method, params = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"][:200])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(params["exceptionDetails"])[:500])
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            self.complaints.append(str(params["args"])[:500])
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.complaints.append(params["entry"]["text"][:500])

    def size(self, width: int, height: int, *, dark: bool = False) -> None:
        """Set the size of the window and the colour scheme."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, file: Path) -> None:
        """Load a file and wait until it stands."""
        self.go(file.resolve().as_uri())

    def go(self, address: str, seconds: float = 60.0) -> None:
        """Load an address and wait until its page stands in place of the one before.

        Where that one was about to lead elsewhere by itself, and did so last, it is asked again.
        """
        end, wanted, known = time.monotonic() + seconds, "", self._loader()
        while (now := self._loader()) != wanted or not wanted:
            if time.monotonic() > end:
                raise TimeoutError(f"{address} never came")
            if not wanted or now not in {known, ""}:
                known = now
                wanted = self.call("Page.navigate", url=address).get("loaderId", now)
            time.sleep(0.02)
        self.wait("document.readyState === 'complete'")

    def reload(self) -> None:
        """Load the page again and wait until the new one stands."""
        end, before = time.monotonic() + 60.0, self._loader()
        self.call("Page.reload")
        while self._loader() in {before, ""}:
            if time.monotonic() > end:
                raise TimeoutError("the page never came again")
            time.sleep(0.02)
        self.wait("document.readyState === 'complete'")

    def _loader(self) -> str:
        """Return the id of what is loaded, "" for a moment between two pages."""
        try:
            return str(self.call("Page.getFrameTree")["frameTree"]["frame"]["loaderId"])
        except Navigated:
            return ""

    def run(self, script: str) -> Any:
        """Return the value of a JavaScript expression (a promise is awaited)."""
        result = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in result:
            raise Thrown(str(result["exceptionDetails"])[:800])
        return result["result"].get("value")

    def wait(self, condition: str, seconds: float = 60.0) -> None:
        """Wait until a JavaScript condition holds.

        While pages follow each other it may ask one that goes away, or for what is not there yet.
        """
        end = time.monotonic() + seconds
        while True:
            try:
                held, why = self.run(f"Boolean({condition})"), ""
            except (Navigated, Thrown) as error:
                held, why = False, str(error)
            if held:
                return
            if time.monotonic() > end:
                raise TimeoutError(f"never true: {condition} {why}")
            time.sleep(0.05)

    def click(self, x: float, y: float) -> None:
        """Press and release the mouse at a point of the window."""
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def screenshot(self, path: Path, *, full: bool = False) -> None:
        """Write a picture of the window, or of the whole page."""
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=full)
        path.write_bytes(base64.b64decode(shot["data"]))

    def pdf(self, path: Path) -> None:
        """Print to a PDF file, page size as the page asks for."""
        printed = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        path.write_bytes(base64.b64decode(printed["data"]))


@contextmanager
def browser(profile: Path) -> Iterator[Page]:
    """Start Chromium with an empty profile in ``profile``; it ends with the block."""
    found = executable()
    if found is None:
        raise RuntimeError("no Chromium")
    to_child, our_write = os.pipe()
    our_read, from_child = os.pipe()

    # A shell puts the pipes where Chromium looks for them; descriptors below 10 are portable.
    script = f'exec 3<&{to_child} 4>&{from_child}; exec "$@"'
    command = [
        "bash",
        "-c",
        script,
        "chromium",
        found,
        *FLAGS,
        f"--user-data-dir={profile}",
        "about:blank",
    ]
    with subprocess.Popen(
        command,
        pass_fds=(to_child, from_child),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(to_child)
        os.close(from_child)
        try:
            page = Page(our_write, our_read)
            yield page
            page._session = None
            page.call("Browser.close")
        finally:
            os.close(our_write)
            os.close(our_read)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
