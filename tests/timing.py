"""How time grows with length, measured so that a busy machine does not decide."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 8
# Eight times the length may take three times as long as eight times the time; what is quadratic takes eight times.
SLACK = 3
# Shorter runs say nothing: the clock and the collector of garbage would be measured.
SHORTEST_SECONDS = 0.01


def assert_linear(run: Callable[[int], object], size: int) -> None:
    """Fail where `run(8 * size)` takes much more than eight times as long as `run(size)`; the best of three counts."""

    def best(length: int) -> float:
        spent = []
        for _ in range(3):
            began = time.process_time()
            run(length)
            spent.append(time.process_time() - began)
        return min(spent)

    short, long = best(size), best(TIMES * size)
    assert long < SLACK * TIMES * max(short, SHORTEST_SECONDS), (short, long)
