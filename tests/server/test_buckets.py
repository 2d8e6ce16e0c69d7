"""Points by a clock that stands still until it is moved: exact counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.buckets import SECOND, SHARED, Buckets, Level


class Hand:
    """A clock that is moved by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 7_000 * SECOND

    def read(self) -> int:
        """Read it."""
        return self.now

    def move(self, seconds: float) -> None:
        """Move it forward."""
        self.now += round(seconds * SECOND)


@pytest.fixture
def clock() -> Hand:
    """A clock that stands still."""
    return Hand()


def taken(buckets: Buckets, key: object, points: int, times: int) -> int:
    """Count how often the points are given."""
    return sum(buckets.take(key, points).given for _ in range(times))


def test_a_full_bucket_gives_its_size_and_then_what_came_back(clock: Hand) -> None:
    buckets = Buckets(size=100, refill=10, clock=clock.read)
    assert taken(buckets, "a", 3, 50) == 33
    assert buckets.take("a", 1) == Level(given=True, limit=100, remaining=0, retry_seconds=0, full_seconds=10)
    assert buckets.take("a", 1) == Level(given=False, limit=100, remaining=0, retry_seconds=1, full_seconds=10)
    assert buckets.take("a", 25) == Level(given=False, limit=100, remaining=0, retry_seconds=3, full_seconds=10)
    clock.move(0.1)
    assert buckets.take("a", 1).given
    assert not buckets.take("a", 1).given
    clock.move(2.5)
    assert taken(buckets, "a", 1, 50) == 25
    clock.move(1_000_000)
    assert taken(buckets, "a", 1, 500) == 100


def test_who_waits_as_told_is_served(clock: Hand) -> None:
    buckets = Buckets(size=100, refill=7, clock=clock.read)
    for _ in range(50):
        level = buckets.take("a", 40)
        if not level.given:
            clock.move(level.retry_seconds - 1)
            early = buckets.take("a", 40)
            assert not early.given
            assert early.retry_seconds <= 1
            clock.move(1)
            assert buckets.take("a", 40).given


def test_asking_for_nothing_tells_the_level_and_takes_nothing(clock: Hand) -> None:
    buckets = Buckets(size=100, refill=10, clock=clock.read)
    assert buckets.take("a", 0) == Level(given=True, limit=100, remaining=100, retry_seconds=0, full_seconds=0)
    assert len(buckets) == 0
    buckets.take("a", 100)
    assert buckets.take("a", 0) == Level(given=True, limit=100, remaining=0, retry_seconds=0, full_seconds=10)


def test_more_than_a_bucket_holds_is_never_given_and_costs_nothing(clock: Hand) -> None:
    buckets = Buckets(size=100, refill=10, clock=clock.read)
    assert not buckets.take("a", 101).given
    clock.move(1_000)
    assert not buckets.take("a", 101).given
    assert buckets.take("a", 100).given


def test_each_key_has_its_own(clock: Hand) -> None:
    buckets = Buckets(size=10, refill=1, clock=clock.read)
    assert [taken(buckets, key, 1, 20) for key in ("a", "b", ("a", "b"))] == [10, 10, 10]


def test_what_is_full_again_is_forgotten(clock: Hand) -> None:
    buckets = Buckets(size=10, refill=1, clock=clock.read)
    for key in range(1_000):
        buckets.take(key, 1)
    assert len(buckets) == 1_000
    clock.move(1)
    for key in range(600):
        buckets.take(("new", key), 1)
    assert len(buckets) == 600


def test_bringing_many_keys_gives_nobody_a_full_bucket(clock: Hand) -> None:
    """The accident: whoever has used up their points asks from ten thousand addresses, and the bucket that says so is dropped."""
    buckets = Buckets(size=10, refill=1, clock=clock.read, most=100)
    assert taken(buckets, "a", 1, 20) == 10
    others = sum(buckets.take(("other", key), 10).given for key in range(10_000))
    assert taken(buckets, "a", 1, 20) == 0
    assert len(buckets) == 100
    assert 99 < others <= 99 + SHARED
    # A while later there is room again; who shared one goes on with what was left of it.
    clock.move(5)
    assert taken(buckets, "a", 1, 20) == 5
    late = [("other", key) for key in range(9_000, 10_000)]
    assert sum(buckets.take(key, 6).given for key in late) == 0
    clock.move(10)
    assert taken(buckets, "a", 1, 20) == 10


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 500),
    st.integers(1, 200),
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 600), st.floats(0, 30)), max_size=60),
)
def test_nobody_ever_gets_more_than_the_size_and_what_came_back(size: int, refill: int, steps: list[tuple[str, int, float]]) -> None:
    clock = Hand()
    buckets = Buckets(size=size, refill=refill, clock=clock.read)
    given_to = dict.fromkeys("abc", 0)
    begun = clock.now
    for key, points, seconds in steps:
        clock.move(seconds)
        level = buckets.take(key, points)
        assert 0 <= level.remaining <= size
        assert level.given is (level.retry_seconds == 0)
        given_to[key] += points * level.given
        assert given_to[key] <= size + refill * (clock.now - begun) / SECOND


def test_what_is_drained_is_at_most_what_is_there(clock: Hand) -> None:
    buckets = Buckets(size=100, refill=10, clock=clock.read)
    assert buckets.drain("a", 0) == Level(given=True, limit=100, remaining=100, retry_seconds=0, full_seconds=0)
    assert len(buckets) == 0
    assert buckets.drain("a", 30) == Level(given=True, limit=100, remaining=70, retry_seconds=0, full_seconds=3)
    assert buckets.drain("a", 1_000_000).remaining == 0
    clock.move(1)
    assert (taken(buckets, "a", 1, 50), buckets.drain("b", 1).remaining) == (10, 99)
