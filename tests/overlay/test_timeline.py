"""The numbers under the picture stand beside each other in every language."""

import numpy as np
import pytest

from formcheck.locales import LANGUAGES, speaking
from formcheck.overlay import timeline
from formcheck.overlay.lettering import fill, width_px, write
from formcheck.overlay.palette import STRIP, TEXT
from formcheck.video.planes import Planes
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


def test_a_clock_that_goes_on_changes_only_its_last_figure():
    def written(text):
        planes = Planes.empty(200, 40)
        fill(planes, (0, 0, 200, 40), STRIP)
        write(planes, text, (10, 30), 20, TEXT)
        return planes.y

    before, after, none = written("10.10 s"), written("10.14 s"), written("")
    moved = np.flatnonzero((before != after).any(axis=0))
    start, end = (10 + width_px(text, 20) for text in ("10.1", "10.10"))
    assert start - 1 <= moved.min() <= moved.max() <= end + 1
    assert (none == none[0, 0]).all()
