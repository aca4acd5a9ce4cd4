"""Steps of runners whose stride is not a second: the limits go with the stride."""

import pytest

from formcheck.domain.gait import Event
from formcheck.gait.steps import build_steps


def event(time_s, side="left", kind="IC"):
    return Event(time_s, side, kind, 0.0, 1.0)


@pytest.mark.parametrize("stride_s", [0.6, 0.7, 1.1, 8.0])
@pytest.mark.parametrize(
    ("side", "kind", "limits", "field"),
    [
        ("right", "IC", (0.25, 0.75), "next_ic_s"),
        ("left", "IC", (0.7, 1.3), "stride_end_s"),
        ("left", "TO", (0.0, 0.65), "to_s"),
    ],
)
def test_what_belongs_to_a_step_goes_by_the_runners_own_stride(stride_s, side, kind, limits, field):
    for share, found in (
        (limits[0] - 0.01, False),
        (limits[0] + 0.01, True),
        (limits[1] - 0.01, True),
        (limits[1] + 0.01, False),
    ):
        other = event(3.0 + share * stride_s, side, kind)
        step = build_steps([event(3.0), other], stride_s)[0]
        assert getattr(step, field) == (other.time_s if found else None), share


def test_a_run_of_two_feet_is_paired_throughout():
    """Contacts of either foot every 0.7 s, the feet 0.33 and 0.37 s apart, 0.25 s on the ground."""
    landings = [("left", 1.0 + 0.7 * i) for i in range(4)]
    landings += [("right", 1.33 + 0.7 * i) for i in range(4)]
    events = [event(t, side) for side, t in landings]
    events += [event(t + 0.25, side, "TO") for side, t in landings]
    events.sort(key=lambda e: e.time_s)
    steps = build_steps(events, 0.7)
    assert [s.side for s in steps] == ["left", "right"] * 4
    assert [s.number for s in steps] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [s.to_s - s.ic_s for s in steps] == pytest.approx([0.25] * 8)
    apart = [s.next_ic_s - s.ic_s for s in steps[:-1]]
    assert apart == pytest.approx([0.33, 0.37] * 3 + [0.33])
    assert steps[-1].next_ic_s is None
    assert [s.stride_end_s - s.ic_s for s in steps[:6]] == pytest.approx([0.7] * 6)
    assert [s.stride_end_s for s in steps[6:]] == [None, None]


def test_the_other_foots_toe_off_ends_no_step_and_nothing_makes_no_steps():
    assert build_steps([], 0.7) == ()
    assert build_steps([event(0.1, kind="TO")], 0.7) == ()
    (step,) = build_steps([event(0.0), event(0.1, "right", "TO")], 0.7)
    assert (step.to_s, step.next_ic_s, step.stride_end_s) == (None, None, None)
