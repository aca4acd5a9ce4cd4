"""Who is let in, from which page, under which name; and what every answer carries."""

import asyncio
import re

import httpx
import pytest

from formcheck.web.app import Place, create_app
from formcheck.web.paired_devices import (
    COOKIE,
    PairedDevices,
    is_this_machine,
    own_address,
    qr_letters,
)

HERE = "127.0.0.1:8765"
PHONE = "192.168.1.7:8765"
PAGES = ("/", "/history", "/how-to-film", "/phone", "/join", "/nothing")


class Client:
    """Asks an application as if from any address, without a socket."""

    def __init__(self, app, address="127.0.0.1", host=HERE):
        self._transport = httpx.ASGITransport(app, client=(address, 50000))
        self._base = f"http://{host}"
        self._cookies = httpx.Cookies()

    async def _ask(self, method, path, options):
        async with httpx.AsyncClient(
            transport=self._transport, base_url=self._base, cookies=self._cookies
        ) as client:
            answer = await client.request(method, path, **options)
        self._cookies.update(answer.cookies)
        return answer

    def request(self, method, path, **options):
        return asyncio.run(self._ask(method, path, options))

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def post(self, path, **options):
        return self.request("POST", path, **options)


@pytest.fixture
def alone(tmp_path):
    return Client(create_app(Place(tmp_path / "data", (HERE,))))


@pytest.fixture
def on_lan(tmp_path):
    paired = PairedDevices()
    app = create_app(Place(tmp_path / "data", (HERE, PHONE), f"http://{PHONE}"), paired=paired)
    return app, Client(app), paired


@pytest.mark.parametrize("hosts", [(HERE, "evil.example"), ("evil.example", HERE), (HERE, HERE)])
def test_two_hosts_in_one_request_are_refused(alone, hosts):
    answer = alone.get("/", headers=[("host", host) for host in hosts])
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost:8766", ""]
)
def test_foreign_host_is_refused(alone, host):
    for path in ("/", "/api/clips", "/static/web.css"):
        answer = alone.get(path, headers={"host": host})
        assert answer.status_code == 421
        assert "formcheck serve" in answer.text


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"https://{HERE}", f"http://{HERE}.evil.example", ""]
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "GET"])
def test_foreign_origin_is_refused(alone, method, origin):
    answer = alone.request(method, "/api/clips", headers={"origin": origin}, content=b"x")
    assert answer.status_code == 403
    assert alone.get("/api/clips").json() == {"clips": []}


def test_own_origin_passes(alone):
    answer = alone.post("/api/clips", headers={"origin": f"http://{HERE}"}, json={"name": "a"})
    assert answer.status_code == 201


def test_cross_site_requests_are_refused_but_links_lead_here(alone):
    cross = {"sec-fetch-site": "cross-site"}
    link = cross | {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    frame = cross | {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
    assert alone.get("/api/clips", headers=cross).status_code == 403
    assert alone.get("/", headers=frame).status_code == 403
    assert alone.get("/", headers=link).status_code == 200
    assert alone.post("/api/clips", headers=link, json={"name": "a"}).status_code == 403


def test_a_form_of_another_page_cannot_speak_json(alone):
    answer = alone.post(
        "/api/clips", content=b'{"name": "a"}', headers={"content-type": "text/plain"}
    )
    assert answer.status_code == 415


def test_nobody_else_comes_in_without_lan(tmp_path):
    app = create_app(Place(tmp_path / "data", (HERE,)))
    stranger = Client(app, address="192.168.1.9")
    for path in (*PAGES, "/api/clips", "/static/web.css"):
        assert stranger.get(path).status_code == 401
    forwarded = {"x-forwarded-for": "127.0.0.1", "forwarded": "for=127.0.0.1"}
    assert stranger.get("/", headers=forwarded).status_code == 401


def test_one_code_lets_in_one_phone(on_lan):
    app, here, _ = on_lan
    made = here.post("/api/invitation", json={}).json()
    assert made["qr_svg"].startswith("<svg")
    address, _, token = made["link"].partition("#")
    assert address == f"http://{PHONE}/join"
    phone = Client(app, "192.168.1.9", PHONE)
    assert phone.get("/").status_code == 401
    assert phone.get("/join").status_code == 200
    assert phone.get("/static/phone.js").status_code == 200
    assert phone.post("/api/join", json={"token": "x" + token}).status_code == 403
    answer = phone.post("/api/join", json={"token": token})
    assert answer.status_code == 200
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    assert phone.get("/").status_code == 200
    assert phone.post("/api/invitation", json={}).status_code == 403
    second = Client(app, "192.168.1.10", PHONE)
    assert second.post("/api/join", json={"token": token}).status_code == 403
    assert second.get("/", headers={"cookie": f"{COOKIE}=guess"}).status_code == 401


def test_a_code_grows_old(on_lan, monkeypatch):
    _, _, paired = on_lan
    token = paired.invite()
    later = paired._until_s + 1
    monkeypatch.setattr("formcheck.web.paired_devices.time.monotonic", lambda: later)
    assert paired.join(token) is None


def test_a_new_code_replaces_the_old():
    paired = PairedDevices()
    old, new = paired.invite(), paired.invite()
    assert paired.join(old) is None
    assert paired.join("") is None
    assert paired.join(new)


def test_no_code_without_lan(alone):
    assert alone.post("/api/invitation", json={}).status_code == 409
    assert "--lan" in alone.get("/phone").text


def test_a_phone_after_a_restart_sees_what_to_do(on_lan):
    app, _, _ = on_lan
    phone = Client(app, "192.168.1.9", PHONE)
    for path in ("/", "/history", "/clips/x"):
        answer = phone.get(path, headers={"cookie": f"{COOKIE}=of-yesterday"})
        assert answer.status_code == 401
        assert answer.headers["content-type"].startswith("text/html")
        assert '<h1 id="title">Scan the code again.</h1>' in answer.text
        assert 'href="/history"' not in answer.text
    assert phone.get("/api/clips").json()["error"]["code"] == "not_invited"


def test_a_phone_does_not_set_how_long_all_are_kept(on_lan):
    app, here, paired = on_lan
    phone = Client(app, "192.168.1.9", PHONE)
    phone.post("/api/join", json={"token": paired.invite()})
    assert phone.request("PUT", "/api/preferences", json={"keep_days": 1}).status_code == 403
    assert here.get("/api/preferences").json() == {"keep_days": None}
    assert 'id="keep"' not in phone.get("/history").text
    assert phone.request("PUT", "/api/letterhead?name=a.png").status_code == 403
    assert phone.request("DELETE", "/api/letterhead").status_code == 403
    assert 'id="logo"' not in phone.get("/").text
    assert 'id="logo"' in here.get("/").text
    assert here.request("PUT", "/api/preferences", json={"keep_days": 7}).status_code == 200


@pytest.mark.parametrize(
    ("address", "here"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("10.0.0.1", False),
     ("::ffff:10.0.0.1", False), ("testclient", False), ("fe80::1%eth0", False)],
)  # fmt: skip
def test_knows_its_own_machine(address, here):
    assert is_this_machine(address) is here


def test_own_address_is_none_or_another_than_loopback():
    address = own_address()
    assert address is None or not is_this_machine(address)


def test_qr_for_the_terminal_has_lines():
    assert len(qr_letters("http://192.168.1.7:8765/join#abc").splitlines()) > 10


@pytest.mark.parametrize("path", PAGES)
def test_pages_carry_a_strict_policy_and_obey_it(alone, path):
    answer = alone.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cache-control"] == "no-store"
    text = answer.text
    text = re.sub(r"""<script type="application/json" id="texts">[^<]*</script>""", "", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)


def test_static_files_are_a_closed_list(alone):
    for name in ("web.css", "report.css", "upload.js", "clip.js", "history.js", "phone.js"):
        answer = alone.get(f"/static/{name}")
        assert answer.status_code == 200
        assert "http" not in answer.text.replace("http://www.w3.org", "")
        assert answer.headers["cache-control"] == "no-cache"
        tag = answer.headers["etag"]
        again = alone.get(f"/static/{name}", headers={"if-none-match": tag})
        assert again.status_code == 304
    for name in ("pages.py", "..%2fpages.py", "%2e%2e%2fapp.py", "..%5capp.py", ""):
        assert alone.get(f"/static/{name}").status_code == 404


def test_pages_and_report_have_their_typefaces(alone):
    rules = re.findall(r'url\("(fonts/[^"]+)"\)', alone.get("/static/web.css").text)
    assert len(rules) == 2
    for name in rules:
        assert alone.get(f"/static/{name}").content.startswith(b"wOF2")
    assert "font-src 'self'" in alone.get("/").headers["content-security-policy"]
