"""What is between a browser and the servers of a test. The servers make it, so that every engine meets it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from omneo_id_web.sandbox.app import hang_up

Answer = Callable[[ASGIApp, Scope, Receive, Send], Awaitable[None]]
"""What happens to a request in the place of what the app would do."""

PIECES = 20
"""How many pieces a dripping body comes in."""


@dataclass(eq=False)
class Spell:
    """Some weather.

    Attributes:
        answer: what happens to a request that is hit.
        pattern: in the addresses of those that are.
        method: of those that are; of any when None.
        times: how many are; all when None.
        preflights: whether those are hit too.
        hit: those that were.
    """

    answer: Answer
    pattern: str = ""
    method: str | None = None
    times: int | None = None
    preflights: bool = False
    hit: list[str] = field(default_factory=list)

    def takes(self, method: str, url: str) -> bool:
        """Whether a request is hit; it counts."""
        spared = (
            self.pattern not in url
            or (self.method is not None and method != self.method)
            or (method == "OPTIONS" and not self.preflights)
            or (self.times is not None and len(self.hit) >= self.times)
        )
        if not spared:
            self.hit.append(f"{method} {url}")
        return not spared


@dataclass(frozen=True)
class Held:
    """Requests that wait.

    Attributes:
        let_go: has them go on, and those to come go through.
        hit: all of both.
    """

    let_go: Callable[[], None]
    hit: list[str]


class Weather:
    """The weather over some servers. Browsers alone are out in it: tests and the shop itself get through."""

    def __init__(self) -> None:
        self._spells: list[Spell] = []

    def over(self, app: ASGIApp) -> ASGIApp:
        """An app with this weather."""

        async def outside(scope: Scope, receive: Receive, send: Send) -> None:
            answer = self._answer(scope) if scope["type"] == "http" else None
            await (answer(app, scope, receive, send) if answer else app(scope, receive, send))

        return outside

    def _answer(self, scope: Scope) -> Answer | None:
        headers = Headers(scope=scope)
        if not headers.get("user-agent", "").startswith("Mozilla/"):
            return None
        url = f"{scope['scheme']}://{headers['host']}{scope['path']}?{scope['query_string'].decode()}".rstrip("?")
        return next((spell.answer for spell in self._spells if spell.takes(scope["method"], url)), None)

    @contextmanager
    def _over(self, spell: Spell) -> Iterator[list[str]]:
        self._spells.insert(0, spell)
        try:
            yield spell.hit
        finally:
            self._spells.remove(spell)

    @contextmanager
    def failing(
        self, pattern: str, *, status: int | None = None, method: str | None = None, times: int | None = None
    ) -> Iterator[list[str]]:
        """Has requests fail before they do anything, while the block runs; yields those that did.

        Parameters:
            pattern: in their addresses.
            status: what they are answered; None to have the network drop.
            method: of those that fail; the others go through.
            times: how many fail.
        """
        answer = _dropped if status is None else _refused(status)
        with self._over(Spell(answer, pattern, method, times)) as hit:
            yield hit

    @contextmanager
    def losing(self, pattern: str, *, method: str | None = None, times: int | None = None) -> Iterator[list[str]]:
        """Has requests do what they ask for, and the network drop in the middle of their answers."""
        with self._over(Spell(_cut, pattern, method, times)) as hit:
            yield hit

    @contextmanager
    def dripping(self, pattern: str, seconds: float, *, method: str | None = None) -> Iterator[list[str]]:
        """Has answers come little by little; yields the requests for those.

        Parameters:
            seconds: until each is there.
        """

        async def drip(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
            async def slowly(message: Message) -> None:
                body = message.get("body", b"")
                step = -(-len(body) // PIECES) or 1
                for at in range(0, len(body), step):
                    await send({**message, "body": body[at : at + step], "more_body": True})
                    await asyncio.sleep(seconds / PIECES)
                await send({**message, "body": b""} if body else message)

            await app(scope, receive, slowly)

        with self._over(Spell(drip, pattern, method)) as hit:
            yield hit

    @contextmanager
    def holding(self, pattern: str, *, method: str | None = None) -> Iterator[Held]:
        """Has requests wait until the block says that they may go, or is over."""
        gate: Future[None] = Future()

        async def hold(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
            await asyncio.shield(asyncio.wrap_future(gate))
            await app(scope, receive, send)

        def let_go() -> None:
            if not gate.done():
                gate.set_result(None)

        with self._over(Spell(hold, pattern, method)) as hit:
            try:
                yield Held(let_go, hit)
            finally:
                let_go()

    @contextmanager
    def tampering(self, pattern: str) -> Iterator[None]:
        """Has somebody on the way change what is answered, while the block runs."""
        with self._over(Spell(_changed, pattern)):
            yield

    @contextmanager
    def unplugged(self) -> Iterator[list[str]]:
        """Without any network while the block runs: nothing is answered, not even whether it may be asked."""
        with self._over(Spell(_dropped, preflights=True)) as hit:
            yield hit


async def _dropped(_: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await hang_up(receive, send, reset=True)


def _refused(status: int) -> Answer:
    content = json.dumps({"message": "as the test wants it"}).encode()
    headers = {
        "content-type": "application/json",
        "content-length": str(len(content)),
        "cache-control": "no-store",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "Date, Retry-After, X-Request-Id",
        "retry-after": "0",
    }
    head = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def refuse(_: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": content})

    return refuse


async def _cut(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    empty = False

    async def half(message: Message) -> None:
        nonlocal empty
        body = message.get("body", b"")
        if message["type"] == "http.response.start":
            empty = message["status"] == 204
        if empty:
            return  # its head would be the whole of it
        # A browser that has nothing of an answer may well ask again by itself: it gets the head.
        await send(message if "status" in message else {**message, "body": body[: len(body) // 2], "more_body": True})

    await app(scope, receive, half)
    await hang_up(receive, send, reset=empty)


async def _changed(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    async def other(message: Message) -> None:
        body = message.get("body", b"")
        await send({**message, "body": body[:-1] + bytes([body[-1] ^ 1])} if body else message)

    await app(scope, receive, other)
