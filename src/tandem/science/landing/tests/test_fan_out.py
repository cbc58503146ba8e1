"""Other processes and machines give the same numbers to the last bit."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import fields
from multiprocessing import get_context

import numpy as np
import pytest

from tandem.science.landing import fan_out
from tandem.science.landing.fan_out import cluster, over
from tandem.science.landing.given import Ask, Landing
from tandem.science.landing.simulate import land
from tandem.science.landing.tests.made import NOW, deals, staff

ASK = Ask(NOW, NOW - 30, NOW + 60, draws=200)


def same(one: Landing, other: Landing) -> bool:
    return all(
        np.array_equal(np.asarray(getattr(one, f.name)), np.asarray(getattr(other, f.name)))
        for f in fields(Landing)
    )


@pytest.mark.parametrize("ahead", [1, 64])
def test_threads_give_the_same_numbers(monkeypatch, ahead):
    monkeypatch.setattr(fan_out, "AHEAD", ahead)
    with ThreadPoolExecutor(2) as pool:
        assert same(land(deals(), staff(), ASK, over(pool)), land(deals(), staff(), ASK))


def test_other_processes_give_the_same_numbers():
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        assert same(land(deals(), staff(), ASK, over(pool)), land(deals(), staff(), ASK))


@pytest.mark.filterwarnings("default")  # the cluster's own
def test_a_dask_cluster_gives_the_same_numbers():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp://",
            host="127.0.0.1",
        ) as local,
        cluster(local.scheduler_address) as run,
    ):  # fmt: skip
        assert same(land(deals(), staff(), ASK, run), land(deals(), staff(), ASK))


def test_without_an_address_the_work_is_done_here():
    with cluster("") as run:
        assert run is map
