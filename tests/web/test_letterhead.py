"""A clinic's logo is kept for all reports, set by the computer itself alone."""

import pytest

from formcheck.letterhead import MOST_BYTES
from formcheck.web.logo import Logo
from formcheck.web.problem import Problem

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0" + bytes(40)


@pytest.fixture
def clean(served):
    yield served
    assert served.client.delete("/api/letterhead").status_code == 204


def put(served, name, content):
    return served.client.put("/api/letterhead", params={"name": name}, content=content)


def test_the_logo_stays_until_it_is_removed(clean):
    assert clean.client.get("/api/letterhead").json() == {"clinic": None}
    assert put(clean, "North_Clinic.png", PNG).json() == {"clinic": "North Clinic"}
    assert put(clean, "West Physio.jpeg", JPEG).json() == {"clinic": "West Physio"}
    assert "West Physio" in clean.client.get("/").text
    (only,) = (clean.data / "letterhead").iterdir()
    assert (only.name, only.read_bytes()) == ("West Physio.jpg", JPEG)
    assert clean.client.delete("/api/letterhead").status_code == 204
    assert clean.client.get("/api/letterhead").json() == {"clinic": None}
    assert not (clean.data / "letterhead").exists()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"<svg onload='alert(1)'/>", 415),
        (b"GIF89a" + bytes(40), 415),
        (b"", 415),
        (PNG + bytes(MOST_BYTES), 413),
    ],
)
def test_no_picture_is_no_logo_and_the_old_one_stays(clean, content, status):
    put(clean, "North.png", PNG)
    answer = put(clean, "x.png", content)
    assert answer.status_code == status
    assert answer.json()["error"]["fix"]
    assert clean.client.get("/api/letterhead").json() == {"clinic": "North"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.png", "passwd"),
        ("..\\..\\boot.png", "boot"),
        ("", "clinic"),
        ("/.png", "clinic"),
        ("Zürich <b>.v2.png", "Zürich b v2"),
        ("a" * 500 + ".png", "a" * 60),
        ("--out=x.png", "--out x"),
    ],
)
def test_a_name_leads_nowhere(tmp_path, name, kept):
    logo = Logo(tmp_path / "letterhead")
    logo.put(name, PNG)
    assert logo.path() == tmp_path / "letterhead" / f"{kept}.png"
    assert logo.path().read_bytes() == PNG


def test_links_are_not_followed(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "secret.png").write_bytes(PNG)
    (tmp_path / "letterhead").symlink_to(tmp_path / "other")
    logo = Logo(tmp_path / "letterhead")
    assert logo.path() is None
    logo.put("own.png", PNG)
    assert (tmp_path / "other" / "secret.png").read_bytes() == PNG
    assert logo.clinic() == "own"


def test_a_full_disk_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem) as caught:
        Logo(tmp_path / "file" / "letterhead").put("a.png", PNG)
    assert caught.value.code == "no_room"
