"""What is given away names nobody; a letterhead stands on the report that is not."""

import json
from dataclasses import replace

import pytest
from PIL import Image

from formcheck import letterhead
from formcheck.document import as_json
from formcheck.domain.low_back import LowBack
from formcheck.errors import UsageError
from formcheck.report import render
from formcheck.report.sharing import shareable
from report.example import faulty_run, typed

SECRETS = {
    "athlete": "Jane Secret",
    "note": "her left hip",
    "letterhead": "Secret_Clinic.png",
    "back_pain": 7,
    "leg_pain": True,
    "pain_weeks": 4321,
}


@pytest.fixture(scope="module")
def named():
    analysis = typed(faulty_run())
    return replace(
        analysis,
        clip=replace(analysis.clip, name="jane_secret_2026.mp4"),
        settings={**analysis.settings, **SECRETS},
        low_back=LowBack(7, (), analysis.low_back.citations, level="see_someone"),
    )


def logo(path):
    Image.new("RGB", (40, 20), "navy").save(path)
    return path


def test_the_report_has_name_note_and_letterhead(named, tmp_path):
    letterhead.keep(logo(tmp_path / "logo.png"), tmp_path)
    page = render(named, tmp_path)
    for words in ("Jane Secret", "her left hip", 'alt="Secret Clinic"', "back pain 7 of 10"):
        assert words in page


def test_what_is_shared_holds_none_of_it(named, tmp_path):
    shared = shareable(named)
    page = render(shared, tmp_path)
    for text in (page, json.dumps(as_json(shared))):
        lower = text.lower()
        assert "secret" not in lower
        assert "left hip" not in lower
        assert "pain_weeks" not in lower
        assert "pain weeks" not in lower
    assert "pain 7 of 10" not in page
    assert shared.low_back.pain is None
    assert not set(SECRETS) & set(shared.settings)
    assert shared.metrics == named.metrics


@pytest.mark.parametrize("content", [b"<svg/>", b"", b"GIF89a" + bytes(50)])
def test_no_picture_is_no_letterhead(content, tmp_path):
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="PNG or JPEG"):
        letterhead.read(path)
