"""Several metrics looked at together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from formcheck.change.several import holm, level, p_of, z_of


def test_holm_holds_the_family():
    assert holm([0.001, 0.2, 0.012], 0.05) == [True, False, True]
    assert holm([0.02, 0.02, 0.02], 0.05) == [False, False, False]
    assert holm([], 0.05) == []


def step_down(p_values, alpha):
    stands = [False] * len(p_values)
    for rank, i in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if p_values[i] > alpha / (len(p_values) - rank):
            break
        stands[i] = True
    return stands


@given(st.lists(st.floats(0, 1), max_size=15), st.sampled_from([0.05, 0.1]))
def test_one_level_parts_findings_from_the_rest(p_values, alpha):
    assert holm(p_values, alpha) == step_down(p_values, alpha)
    assert alpha / max(len(p_values), 1) <= level(p_values, alpha) <= alpha


def test_deviates_and_p_values_belong_together():
    assert np.isclose(z_of(0.05), 1.95996, atol=1e-4)
    assert np.isclose(p_of(-1.6449), 0.10, atol=1e-4)


def test_each_finding_that_stands_eases_the_bar_for_the_next():
    # 0.02 and 0.04 are beyond 0.05 / 3, and stand only because the clearer ones do
    assert holm([0.001, 0.04, 0.02], 0.05) == [True, True, True]
    assert holm([0.02, 0.04, 0.02], 0.05) == [False, False, False]
