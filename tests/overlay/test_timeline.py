"""The numbers under the picture stand beside each other in every language."""

import pytest

from formcheck.locales import LANGUAGES, speaking
from formcheck.overlay import timeline
from formcheck.overlay.lettering import width_px
from formcheck.words import phrase


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [480, 720, 1280])
def test_the_longest_numbers_of_a_language_fit_beside_each_other(language, width):
    with speaking(language):
        longest = timeline._longest_numbers()
        at = timeline._layout(width, timeline.height_px(width), longest)
        numbers = (
            *(phrase(code, degrees=35) for code in ("trunk_forward", "trunk_back")),
            *(phrase("knee_bent", side=side, degrees=120) for side in ("left", "right")),
            phrase("steps_a_minute", cadence_spm=178.0),
        )
    taken = sum(width_px(text, at.letter) for text in longest) + 4 * at.letter
    assert taken <= width - 2 * at.pad
    rooms = [longest[0], longest[0], longest[1], longest[1], longest[2]]
    assert all(
        width_px(number, at.letter) <= width_px(room, at.letter)
        for number, room in zip(numbers, rooms, strict=True)
    )
