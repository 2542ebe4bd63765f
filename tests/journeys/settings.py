"""Settings of a server that journeys walk through: the real ones, and a clock that can be moved.

"Four weeks later" must not take four weeks, and production must not carry a back door. All code asks
`konsens.kernel.clock` what time it is, so it is enough to exchange that one function here, where only tests
come by. The offset stands in a file, because server, worker and `konsens tick` are processes of their own.
What asks the machine itself (sessions, one-time passwords) keeps real time.

The micro-cache looks at the diary at every request, not once a second: a journey reads on at once.
"""

from datetime import datetime, timedelta

from konsens.conf import microcache
from konsens.conf.settings import *  # noqa: F403
from konsens.conf.settings import DATA
from konsens.kernel import clock

OFFSET = DATA / "clock-offset"
_real = clock.now


def _moved() -> datetime:
    """The present instant, as far ahead as the file says."""
    seconds = float(OFFSET.read_text()) if OFFSET.exists() else 0.0
    return _real() + timedelta(seconds=seconds)


clock.now = _moved
microcache.ASK_EVERY = 0.0
