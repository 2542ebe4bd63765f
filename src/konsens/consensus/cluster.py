"""Parts on the workers of a Dask cluster (``pip install konsens[cluster]``).

A part is made on a worker by its loader and can be made again: when a worker dies, the
scheduler lets another one load what was lost, and the map comes out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.names import Names
from konsens.consensus.pooled import Head, Part, PooledVotes, head_of, settled
from konsens.consensus.votes import Votes

if TYPE_CHECKING:
    from distributed import Client

#: How often a task may be tried when workers die under it.
RETRIES = 3


class OnDask:
    """A pool whose parts lie on workers.

    Args:
        client: of a running cluster.
        loaders: each makes the votes of one part, the same whenever it is called.
    """

    def __init__(self, client: Client, loaders: Sequence[Callable[[], Votes]]) -> None:
        self._client = client
        self._votes = [self._submit(each) for each in loaders]
        self._parts: list[Any] = []

    def heads(self) -> list[Head]:
        """What each part says about itself."""
        return self._gather([self._submit(head_of, each) for each in self._votes])

    def settle(self, statements: Names, state: NDArray[np.int8], text: tuple[str, ...]) -> None:
        """Let every part speak about the same statements; the raw votes may then be let go."""
        self._parts = [self._submit(settled, each, statements, state, text) for each in self._votes]
        self._votes = []

    def run(
        self, task: Callable[..., Any], *given: object, each: Sequence[object] | None = None
    ) -> list[Any]:
        """The task for every part, where it lies."""
        if each is None:
            futures = [self._submit(task, part, *given) for part in self._parts]
        else:
            futures = [
                self._submit(task, part, own, *given) for part, own in zip(self._parts, each, strict=True)
            ]
        return self._gather(futures)

    def _gather(self, futures: list[Any]) -> list[Any]:
        return list(self._client.gather(futures))  # type: ignore[no-untyped-call,unused-ignore]

    def _submit(self, task: Callable[..., Any], *given: object) -> Any:  # noqa: ANN401 - Dask has no types
        return self._client.submit(task, *given, pure=False, retries=RETRIES)


def on_dask(client: Client, loaders: Sequence[Callable[[], Votes]]) -> PooledVotes:
    """Votes that lie on a cluster, ready for ``OpinionMap.fit``.

    Args:
        client: of a running cluster.
        loaders: each makes the votes of one part: disjoint people, the same whenever called.

    Example:
        ``OpinionMap().fit(on_dask(client, [partial(read_votes, path) for path in paths]))``
    """
    return PooledVotes(OnDask(client, loaders))


__all__ = ["OnDask", "Part", "on_dask"]
