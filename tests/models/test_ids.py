"""Keys: UUIDv7, rising within a process."""

import time

from models.ids import new_id


def test_keys_are_version_7_of_now_and_rise() -> None:
    before = time.time_ns() // 1_000_000
    keys = [new_id() for _ in range(10_000)]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    assert {key.version for key in keys} == {7}
    assert {key.variant for key in keys} == {"specified in RFC 4122"}
    assert before <= keys[0].int >> 80 <= time.time_ns() // 1_000_000 + 1
