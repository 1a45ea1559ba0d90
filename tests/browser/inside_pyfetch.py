"""The browser's own transport, inside Pyodide: what only it can get wrong."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable

import js
import pyodide_js
import pytest
from contract.shop import Shop, done
from pyodide.code import run_js
from pyodide.ffi import can_run_sync

from omneo_id_web import ID, ConnectError, NotFound, SyncID, TimeoutError
from omneo_id_web.operation import Headers, Request
from omneo_id_web.transports.pyfetch import LARGE, PyfetchTransport

SANDBOX = str(js.SANDBOX)


def request(method: str, path: str, token: str, timeout: float | None = 10.0, content: bytes | None = None) -> Request:
    headers = Headers({"Authorization": f"Bearer {token}", "Accept": "application/json"})
    return Request(method, f"{SANDBOX}/id/api/v1{path}", headers, content, timeout)


async def test_no_content_has_no_body(shop: Shop) -> None:
    _, token = shop.member()
    made = await done(shop.client(token).profile.identities.create(handle="web", identifier=token[-12:]))
    answer = await PyfetchTransport().send(request("DELETE", f"/profiles/me/identities/id/{made.id}", token))
    assert (answer.status, answer.content) == (204, b"")


async def test_headers_are_read_when_they_are_asked_for(shop: Shop) -> None:
    _, token = shop.member()
    headers = (await PyfetchTransport().send(request("GET", "/profiles/me", token))).headers
    assert headers["content-type"] == "application/json"
    assert headers.get("x-request-id")
    assert headers.get("x-not-there") is None
    assert "date" in dict(headers)


async def test_a_connection_cut_in_the_body_is_a_connect_error(shop: Shop) -> None:
    _, token = shop.member()
    shop.fault(path="/profiles/me", cut=True)
    with pytest.raises(ConnectError, match="was cut"):
        await done(shop.client(token, retries=0).profile.get())


async def test_a_cut_connection_is_tried_again(shop: Shop) -> None:
    profile_id, token = shop.member()
    shop.fault(path="/profiles/me", cut=True)
    assert (await done(shop.client(token).profile.get())).id == profile_id


async def test_a_request_that_cannot_be_made_is_a_connect_error(shop: Shop) -> None:
    with pytest.raises(ConnectError):
        await PyfetchTransport().send(request("GET", "/profiles/me", "x", content=b"{}"))


async def test_a_rejection_without_a_stack_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Safari's are, in which Pyodide sees no exception."""
    monkeypatch.setattr(js, "fetch", run_js("() => Promise.reject({message: 'Load failed'})"))
    with pytest.raises(ConnectError):
        await asyncio.wait_for(PyfetchTransport().send(request("GET", "/profiles/me", "x")), 5)


async def test_a_refusal_by_cors_says_what_to_check(shop: Shop) -> None:
    _, token = shop.member()
    # The storefront's own server has no CORS rules: to a page of another origin it cannot be reached.
    other = str(js.location.origin).replace("127.0.0.1", "localhost")
    ask = Request("GET", f"{other}/", Headers(Authorization=f"Bearer {token}"), None, 5.0)
    with pytest.raises(ConnectError) as caught:
        await PyfetchTransport().send(ask)
    told = str(caught.value)
    assert f"CORS rules allow the origin {js.location.origin}" in told
    assert token not in told


async def test_a_slow_body_times_out_and_the_fetch_is_aborted(shop: Shop) -> None:
    _, token = shop.member()
    shop.fault(path="/profiles/me", delay=3)
    with pytest.raises(TimeoutError, match=r"within 0\.1 s"):
        await PyfetchTransport().send(request("GET", "/profiles/me", token, timeout=0.1))


async def test_cancelling_the_task_aborts_the_fetch(shop: Shop) -> None:
    _, token = shop.member()
    shop.fault(path="/profiles/me", delay=3)
    task = asyncio.ensure_future(PyfetchTransport().send(request("GET", "/profiles/me", token)))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    # Whatever was aborted, the next request goes through.
    with pytest.raises(NotFound):
        await done(shop.client(token, retries=0).profile.rewards.get(999))


async def test_many_reads_at_once_are_all_answered(shop: Shop) -> None:
    _, token = shop.member()
    answers = await asyncio.gather(*(PyfetchTransport().send(request("GET", "/profiles/me", token)) for _ in range(20)))
    assert {answer.status for answer in answers} == {200}


async def test_a_timeout_may_be_longer_than_a_browser_counts(shop: Shop) -> None:
    _, token = shop.member()
    for timeout in (1e9, float("inf"), None):
        assert (await PyfetchTransport().send(request("GET", "/profiles/me", token, timeout))).status == 200


async def test_the_collector_waits_until_a_large_body_is_read() -> None:
    (wasm, *_) = (entry.name for entry in js.performance.getEntries() if "/runtime-" in entry.name)
    ask = Request("GET", wasm, Headers(), None, 30.0)
    assert len((await PyfetchTransport().send(ask)).content) > LARGE
    assert not gc.isenabled()
    await asyncio.sleep(0)
    assert gc.isenabled()


async def held(work: Callable[[int], Awaitable[object]], count: int) -> tuple[int, int]:
    """How many more JavaScript objects Python holds after so much work than before, and the other way round."""
    module = pyodide_js._module
    counts = []
    module.enable_pyproxy_allocation_tracing()
    for much in (count // 100, count):  # the first fills what is kept for good
        await work(much)
        await asyncio.sleep(0)  # what was cancelled has its turn
        gc.collect()
        counts.append((int(module._hiwire_num_refs()), int(module.pyproxy_alloc_map.size)))
    module.disable_pyproxy_allocation_tracing()
    return counts[1][0] - counts[0][0], counts[1][1] - counts[0][1]


async def test_ten_thousand_calls_leave_no_proxies(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    profile_id, token = shop.member()
    answer = f'{{"data": {{"id": "{profile_id}"}}}}'
    monkeypatch.setattr(js, "fetch", run_js("answer => async () => new Response(answer)")(answer))
    id_ = ID("sandbox", token=token, base_url=f"{SANDBOX}/id/api/v1")

    async def calls(count: int) -> None:
        for _ in range(count):
            await id_.profile.get()

    assert await held(calls, 10_000) == (0, 0)


async def test_a_thousand_cancelled_calls_leave_no_proxies(shop: Shop) -> None:
    _, token = shop.member()
    id_ = ID("sandbox", token=token, base_url=f"{SANDBOX}/id/api/v1")

    async def calls(count: int) -> None:
        tasks = [asyncio.ensure_future(id_.profile.get()) for _ in range(count)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(problem) for problem in ended} == {asyncio.CancelledError}

    assert await held(calls, 1_000) == (0, 0)


def test_code_that_does_not_await_can_wait_here() -> None:
    assert can_run_sync()


def test_code_that_cannot_wait_is_told_to_await(shop: Shop) -> None:
    _, token = shop.member()
    me = SyncID("sandbox", token=token, base_url=f"{SANDBOX}/id/api/v1").profile
    told: list[str] = []

    def entered_by_a_plain_callback() -> None:
        try:
            me.get()
        except RuntimeError as refused:
            told.append(str(refused))

    run_js("callback => callback()")(entered_by_a_plain_callback)
    assert "then `await id_.profile.get()`" in told[0]


def test_the_admin_client_refuses_to_be_made_in_a_browser() -> None:
    with pytest.raises(ModuleNotFoundError):
        from omneo_id_web import Omneo  # noqa: F401
