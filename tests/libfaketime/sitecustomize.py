"""Makes Python sleep under libfaketime, in every Python process that tests start under another clock.

Python waits until a moment of the monotonic clock. libfaketime 0.9.10, Debian's, moves that moment into the past even
where the monotonic clock is left alone, and the kernel refuses it. A wait for a length of time is left as it is.
"""

import select
import time


def _sleep(seconds: float) -> None:
    select.select([], [], [], seconds)


time.sleep = _sleep
