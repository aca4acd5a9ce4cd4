"""Load and attack figures of the web page: ``python -m tests.web.figures``.

A server as ``formcheck serve`` starts it, asked by many at once and by nobody nice; what comes out
is printed beside what it must not be worse than. Timings are those of this machine as it is.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from report import browser, example
from web.conftest import write_film
from web.test_pages import put_in_repository

PAGES = ("/", "/history", "/runners", "/how-to-film", "/nothing", "/static/web.css")
ODD = (
    "/clips/..%2f..%2fetc%2fpasswd", "/static/..%2fpages.py", "/api/clips/%00", "/api/clips/' OR 1",
    "/compare?a=../x&b=../y", "/runners/%2e%2e/block",
)  # fmt: skip
REQUESTS, AT_ONCE, RACERS, UPLOADS = 5000, 200, 15, 50


@dataclass
class Server:
    """A server at work, and its process."""

    base: str
    pid: int

    def ask(self, path: str, method: str = "GET", **options: object) -> httpx.Response:
        with httpx.Client(base_url=self.base, trust_env=False, timeout=60) as client:
            return client.request(method, path, **options)

    def memory_mb(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000


@contextmanager
def served(data: Path) -> Iterator[Server]:
    """Start ``formcheck serve`` on the data folder."""
    log = data.with_suffix(".log")
    with log.open("wb") as out, subprocess.Popen(
        [sys.executable, "-m", "formcheck", "serve", "--no-browser", "--port=0"],
        env=os.environ | {"FORMCHECK_DATA": str(data)},
        stderr=out,
    ) as process:  # fmt: skip
        try:
            while not (found := re.search(r"http://[\d.]+:\d+", log.read_text(encoding="utf-8"))):
                time.sleep(0.1)
            yield Server(found[0], process.pid)
        finally:
            process.terminate()


def crowd(work: Callable[[int], int], count: int, at_once: int) -> tuple[Counter[int], float]:
    """Do something ``count`` times, so many at once; return the answers and the time."""
    began_s = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        codes = Counter(pool.map(work, range(count)))
    return codes, time.monotonic() - began_s


def painted_s(page: browser.Page, address: str) -> float:
    """Return the time to the first contentful paint of a page."""
    page.go(address)
    paint = "performance.getEntriesByName('first-contentful-paint')[0]"
    page.wait(paint)
    return float(page.run(paint + ".startTime")) / 1000


def report_s(page: browser.Page, address: str) -> float:
    """Return the time until a report's own frame stands."""
    page.go(address)
    page.wait("performance.getEntriesByType('resource').some((e) => e.name.includes('framed'))")
    entry = "performance.getEntriesByType('resource').find((e) => e.name.includes('framed'))"
    return float(page.run(entry + ".responseEnd")) / 1000


def told(what: str, found: object, known: str) -> None:
    print(f"| {what} | {found} | {known} |", flush=True)


def main() -> int:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        ids = put_in_repository(data, example.sound_run(), example.faulty_run())
        film = write_film(Path(place) / "film.mp4").read_bytes()
        print("| what | now | web.md |\n|---|---|---|")
        with served(data) as server:
            load(server, ids)
            attack(server, film)
            told("memory of the server", f"{server.memory_mb():.0f} MB", "74-116 MB")
            seen(server, ids, Path(place))
    return 0


def load(server: Server, ids: list[str]) -> None:
    """Many honest requests."""
    client = httpx.Client(base_url=server.base, trust_env=False, timeout=60)
    paths = (*PAGES, f"/clips/{ids[0]}", f"/api/clips/{ids[0]}", "/api/clips", *ODD)
    told("memory before", f"{server.memory_mb():.0f} MB", "74 MB")
    codes, took_s = crowd(lambda n: client.get(paths[n % len(paths)]).status_code, REQUESTS, 16)
    told(f"{REQUESTS} requests, 16 at once", f"{dict(codes)}, {REQUESTS / took_s:.0f}/s",
         "about 5,000, nothing got in")  # fmt: skip
    codes, took_s = crowd(lambda _: server.ask("/history").status_code, AT_ONCE, AT_ONCE)
    told(f"{AT_ONCE} at the same moment", f"{dict(codes)}, {took_s:.1f} s", "all answered")


def attack(server: Server, film: bytes) -> None:
    """What nobody nice does."""
    foreign = [
        server.ask("/api/clips", headers={"host": "evil.example"}).status_code,
        server.ask("/api/clips", headers={"origin": "http://evil.example"}).status_code,
        server.ask("/api/clips", headers={"sec-fetch-site": "cross-site"}).status_code,
    ]
    told("foreign host, origin, site", foreign, "refused")
    wrong = b"<!DOCTYPE html><script>alert(1)</script>" + bytes(500_000)

    def upload(number: int) -> int:
        content = film if number % 2 else wrong
        return server.ask(f"/api/clips?name={number}", "PUT", content=content).status_code

    codes, took_s = crowd(upload, UPLOADS, 10)
    told(f"{UPLOADS} uploads, half of them disguised", f"{dict(codes)}, {took_s:.1f} s",
         "50, disguised ones refused")  # fmt: skip
    clips = server.ask("/api/clips").json()["clips"]
    name = clips[0]["id"]
    codes, _ = crowd(
        lambda _: server.ask(f"/api/clips/{name}", "DELETE").status_code, RACERS, RACERS
    )
    told(f"{RACERS} deletes of one clip in a race", dict(codes), "one 204, the rest 404")
    for clip in clips[1:]:
        if clip["name"].isdecimal():
            server.ask(f"/api/clips/{clip['id']}", "DELETE")


def seen(server: Server, ids: list[str], place: Path) -> None:
    """First paint in a browser, at both sizes."""
    with browser.browser(place / "profile") as page:
        for width, height in ((390, 844), (1280, 800)):
            page.size(width, height)
            times = [painted_s(page, server.base + path) for path in PAGES[:4]]
            told(f"first paint at {width} px", f"{min(times):.2f}-{max(times):.2f} s", "0.07-0.7 s")
            took_s = report_s(page, f"{server.base}/clips/{ids[1]}")
            told(f"report at {width} px", f"{took_s:.2f} s", "1.4 s")


if __name__ == "__main__":
    sys.exit(main())
