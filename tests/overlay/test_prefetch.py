import threading

import pytest

from formcheck.overlay.prefetch import prefetched


def test_order_is_kept():
    with prefetched(range(50), room=3) as items:
        assert list(items) == list(range(50))


def test_no_more_wait_than_there_is_room():
    made = []

    def source():
        for n in range(100):
            made.append(n)
            yield n

    with prefetched(source(), room=2) as items:
        for taken, _ in enumerate(items, start=1):
            assert len(made) <= taken + 2 + 2  # waiting, and the one being put
    assert len(made) == 100


def test_an_error_reaches_the_one_who_waits():
    def source():
        yield 1
        raise ValueError("broken")

    with prefetched(source()) as items, pytest.raises(ValueError, match="broken"):
        list(items)


def test_leaving_early_ends_the_thread():
    def endless():
        while True:
            yield 0

    before = threading.active_count()
    with prefetched(endless()) as first, prefetched(n for n in first) as items:
        next(items)
        assert threading.active_count() == before + 2
    assert threading.active_count() == before
