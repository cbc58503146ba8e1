"""Where the draws are made: in this process, in others on this machine, or on a Dask cluster.

`land` cuts the work into units of people (`unit`), each with all it needs and random numbers of its own, and gives them
to a function like `map`. The results are the same to the last bit whoever runs them, because no unit knows of another
and sums of 64ths are exact.

Assumes that what runs the units keeps their order, as `map` does. Source: own; `concurrent.futures` of Python, and
`distributed.Client.get_executor` of Dask. Cost: that of the units, and of sending each with its result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from itertools import islice

from .unit import Drawn, Unit

Work = Callable[[Unit], Drawn]
FanOut = Callable[[Work, Iterable[Unit]], Iterable[Drawn]]
AHEAD = 64


def over(executor: Executor) -> FanOut:
    """Units run by an executor of `concurrent.futures`; at most `AHEAD` of them wait, so memory stays bounded.

    Results come in the order of the units. Cost: that of the units.
    """

    def run(work: Work, units: Iterable[Unit]) -> Iterator[Drawn]:
        rest = iter(units)
        waiting = [executor.submit(work, unit) for unit in islice(rest, AHEAD)]
        while waiting:
            yield waiting.pop(0).result()
            waiting += [executor.submit(work, unit) for unit in islice(rest, 1)]

    return run


@contextmanager
def cluster(address: str) -> Iterator[FanOut]:
    """Units run by the workers of the Dask scheduler at this address; without an address, here.

    Needs the extra `scale`; ModuleNotFoundError without it. Assumes workers with the same version of Tandem. Cost:
    one connection.
    """
    if not address:
        yield map
        return
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        yield over(client.get_executor())
