"""Bulk work on a real Dask cluster of two worker processes, over a live sandbox."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from distributed import Client, LocalCluster

from omneo_id_web import AuthenticationError, Operation, Request, Response, ResponseError, SyncOmneo, ValidationError
from omneo_id_web.distributed import LEASE, LeasedBucket, SharedPace, distribute
from omneo_id_web.reading import whole
from omneo_id_web.sandbox.serving import Running, make, running
from tests.settings import ROOT

cluster_of_two: Any = LocalCluster  # neither is typed
client_of: Any = Client


@pytest.fixture(scope="module")
def dask() -> Iterator[Client]:
    """A cluster whose workers import this very tree."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    try:
        with (
            cluster_of_two(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster,
            client_of(cluster) as client,
        ):
            yield client
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


class Shop:
    """A sandbox that remembers who created whom."""

    def __init__(self, live: Running) -> None:
        self.info = live.info
        self.seen: list[tuple[str, str]] = []
        handle = live.app.sandbox.handle

        def handled(request: Request) -> Response:
            if request.method == "POST":
                sender = next(v for k, v in request.headers.items() if k.lower() == "x-worker")
                self.seen.append((sender, request.url))
            return handle(request)

        live.app.sandbox.handle = handled  # type: ignore[method-assign]

    def connect(self, token: str | None = None) -> partial[SyncOmneo]:
        used = token or self.info["admin_token"]
        return partial(SyncOmneo, "sandbox", token=used, base_url=self.info["admin_base_url"])


@pytest.fixture
def shop() -> Iterator[Shop]:
    with running(make("empty")) as live:
        yield Shop(live)


def create(omneo: SyncOmneo, email: str) -> Operation[Any]:
    if "@" not in email:
        raise ValidationError.refusing({"email": "must be an email address"})
    body = {"email": email, "first_name": "A", "last_name": "B"}
    return Operation("POST", "/profiles", whole(Any), body=body, headers={"X-Worker": str(os.getpid())})


def emails(count: int) -> list[str]:
    return [f"p{n}@example.com" for n in range(count)]


def test_shards_of_the_work_go_to_both_workers(dask: Client, shop: Shop) -> None:
    inputs = [*emails(60), "no address", "p1@example.com"]
    report = distribute(dask, shop.connect(), inputs, create, shard_size=10)
    assert report.done == 60
    assert [(o.number, o.input, o.error is not None and o.error.args[0]) for o in report.failures] == [
        (60, "no address", 422),
        (61, "p1@example.com", 422),
    ]
    assert len(shop.seen) == 61
    assert len({sender for sender, _ in shop.seen}) == 2


def test_one_rate_holds_for_both_workers(dask: Client, shop: Shop) -> None:
    rate, count = 40, 60
    began = monotonic()
    report = distribute(dask, shop.connect(), emails(count), create, shard_size=10, rate=rate)
    assert report.done == count
    assert len({sender for sender, _ in shop.seen}) == 2
    # A slow machine takes longer; no machine is faster, unless each worker had a rate of its own.
    assert monotonic() - began >= (count - rate / 10 - LEASE) / rate


def test_what_is_done_is_not_done_again(dask: Client, shop: Shop, tmp_path: Path) -> None:
    assert distribute(dask, shop.connect(), emails(20), create, shard_size=5, checkpoint=tmp_path).done == 20
    again = distribute(dask, shop.connect(), emails(25), create, shard_size=5, checkpoint=tmp_path)
    assert (again.done, again.skipped, again.failures) == (5, 20, [])
    assert len(shop.seen) == 25


def test_a_wrong_token_is_one_error(dask: Client, shop: Shop) -> None:
    with pytest.raises(AuthenticationError) as caught:
        distribute(dask, shop.connect("wrong"), emails(1000), create, shard_size=10)
    assert "wrong" not in str(caught.value)
    assert len(shop.seen) < 200


def test_an_option_that_cannot_be_right_is_refused_here(dask: Client, shop: Shop) -> None:
    with pytest.raises(ValidationError, match="rate"):
        distribute(dask, shop.connect(), emails(1), create, rate=0)


class Actor:
    """What a Dask actor looks like to a worker."""

    def __init__(self, bucket: LeasedBucket) -> None:
        self.bucket, self.asked = bucket, 0

    def lease(self, most: int) -> Actor.Ready:
        self.asked += 1
        return Actor.Ready(self.bucket.lease(most))

    def pause(self, seconds: float) -> Actor.Ready:
        self.bucket.pause(seconds)
        return Actor.Ready(None)

    class Ready:
        def __init__(self, value: Any) -> None:
            self.value = value

        def result(self) -> Any:
            return self.value


def test_turns_are_fetched_by_the_handful_and_given_up_at_a_429() -> None:
    now = [0.0]
    actor = Actor(LeasedBucket(100, clock=lambda: now[0]))
    mine, other = SharedPace(actor), SharedPace(actor)
    assert [mine.turn() for _ in range(LEASE)] == [0.0] * LEASE
    assert actor.asked == 3  # each says hello, and one fetched
    assert other.turn() == 0
    mine.pause(7)
    assert mine.turn() == pytest.approx(7)
    assert [other.turn() for _ in range(LEASE)] == [*[0.0] * (LEASE - 1), pytest.approx(7)]


def test_errors_travel_between_processes() -> None:
    error = ResponseError(200, "GET", "/x", b"{", ["body: cut off"])
    copied = pickle.loads(pickle.dumps(error))
    assert (str(copied), copied.content) == (str(error), b"{")
