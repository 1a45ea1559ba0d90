"""Webhooks received: signature, duplicates, types, and a handler for each event.

    webhooks = Webhooks(secret)

    @webhooks.on("profile.updated")
    async def updated(event: Event[ProfileWebhook]) -> None: ...

    app = Starlette(routes=[Route("/omneo/webhooks", webhooks)])

A handler that fails makes the answer a 500, and Omneo sends the delivery again: handlers have to bear that.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError as SchemaError
from pydantic_core import from_json
from typing_extensions import TypedDict, Unpack

from ..errors import ValidationError
from ..models.base import Model
from ..operation import Response
from ..reading import explain
from .deliveries import Deliveries, MemoryDeliveries
from .events import Event, model_of
from .http import (
    Environ,
    Flow,
    Message,
    Receive,
    Send,
    StartResponse,
    answer,
    asgi_body,
    asgi_headers,
    asgi_lifespan,
    asgi_send,
    awaited,
    call_async,
    call_sync,
    called,
    lowered,
    wsgi_body,
    wsgi_headers,
    wsgi_send,
)

log = logging.getLogger(__name__)

Handler = TypeVar("Handler", bound=Callable[[Event[Any]], Any])

SIGNATURE, NAME = "x-omneo-hmac-sha256", "x-omneo-event"
LARGEST_BODY = 1_048_576
"""Bytes."""

_NAME = re.compile(r"[\w.:-]{1,100}", re.ASCII)


class WebhookOptions(TypedDict, total=False):
    """What both receivers take; see `Webhooks`."""

    deliveries: Deliveries
    limit: int
    max_age: float | None
    key: Callable[[str, bytes], str | None]
    clock: Callable[[], float]


class _Registered(NamedTuple):
    function: Callable[[Event[Any]], Any]
    model: type[Model] | None


class _Receiver:
    """What is answered to a delivery, without doing any of it."""

    def __init__(self, secret: str | Sequence[str], options: WebhookOptions) -> None:
        secrets = [secret] if isinstance(secret, str) else [*(secret or ())]
        fit = bool(secrets) and all(isinstance(one, str) and one for one in secrets)
        self._secrets = [one.encode() for one in secrets] if fit else []
        del secret, secrets
        if not fit:
            raise ValidationError.refusing(
                {"secret": "must be the tenant's shared secret, or several while it changes"}
            )
        self._deliveries = options.get("deliveries") or MemoryDeliveries()
        self._limit = options.get("limit", LARGEST_BODY)
        self._max_age = options.get("max_age")
        self._key = options.get("key", _digest)
        self._clock = options.get("clock", time.time)
        self._handlers: dict[str, list[_Registered]] = {}

    def on(self, event: str, model: type[Model] | None = None) -> Callable[[Handler], Handler]:
        """Registers a handler, sync or async; several for one event are called in turn.

        Parameters:
            event: its name, as `profile.updated`; `*` for all that have no handler of their own.
            model: what to read the body as, when what is known of the event does not fit.
        """
        if event != "*" and not _NAME.fullmatch(event):
            raise ValidationError.refusing({"event": f"must be the name of an event, or `*`, not {event!r}"})

        def register(function: Handler) -> Handler:
            self._handlers.setdefault(event, []).append(_Registered(function, model))
            return function

        return register

    def _answer(
        self,
        method: str,
        headers: Mapping[str, str],
        body: bytes | None,
        path: str,
        call: Callable[[Callable[[Event[Any]], Any], Event[Any]], Any],
    ) -> Flow[Response]:
        if method != "POST":
            return answer(405, {"message": "Deliver with POST."}, {"Allow": "POST"})
        if body is None:
            return answer(413, {"message": "The body is too large."}, {})
        if not self._is_signed(body, headers.get(SIGNATURE, "")):
            log.warning("refused a webhook whose signature is missing or wrong")
            return answer(401, {"message": "The signature is missing or wrong."}, {})
        name = headers.get(NAME, "") or _named(path)
        try:
            events = self._events(name, body)
        except ValueError as problem:
            # A schema's errors would quote the body.
            log.warning("refused a signed webhook (%.100r): %s", name, problem)
            return answer(422, {"message": str(problem)}, {})
        key = self._key(name, body) if events else None
        try:
            state = "fresh" if key is None else (yield self._deliveries.claim(key))
        except Exception as problem:
            log.error("the memory of deliveries failed (%s): Omneo has to send this one again", type(problem).__name__)
            state = "running"
        if state == "done":
            return answer(200, {"status": "duplicate"}, {})
        if state == "running":
            return answer(503, {"message": "This delivery is being handled."}, {"Retry-After": "60"})
        status = 500
        try:
            for registered, event in events:
                yield call(registered.function, event)
            status = 200
        except Exception:
            log.exception("the handler of %s failed: Omneo has to send this delivery again", name)
        finally:
            if key is not None:
                try:
                    yield self._deliveries.finish(key) if status == 200 else self._deliveries.forget(key)
                except Exception as problem:
                    log.error("the memory of deliveries failed (%s)", type(problem).__name__)
        return answer(status, {"status": "handled" if events else "ignored"} if status == 200 else _FAILED, {})

    def _is_signed(self, body: bytes, signature: str) -> bool:
        given = signature.encode()
        # Every secret is tried, however early one fits.
        fits = [
            hmac.compare_digest(hmac.new(secret, body, hashlib.sha256).hexdigest().encode(), given)
            for secret in self._secrets
        ]
        return any(fits)

    def _events(self, name: str, body: bytes) -> list[tuple[_Registered, Event[Any]]]:
        """What each handler is to be given.

        Raises:
            ValueError: the body is not what the event holds, or too old.
        """
        if name and not _NAME.fullmatch(name):
            raise ValueError("The event's name is none.")
        try:
            content = from_json(body)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise ValueError("The body must be a JSON object.")
        if self._max_age is not None and (age := self._age(content)) is not None and age > self._max_age:
            raise ValueError("The delivery is too old.")
        handlers = self._handlers.get(name) or self._handlers.get("*", [])
        if not handlers:
            log.info("no handler for the webhook %r", name)
        key = _digest(name, body)
        return [(one, Event(name, _read(one.model or model_of(name), body), key, body)) for one in handlers]

    def _age(self, content: Mapping[str, Any]) -> float | None:
        """Seconds since the resource changed, when the body says so."""
        for moment in (content.get("updated_at"), content.get("created_at")):
            try:
                changed = datetime.strptime(str(moment), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
            except ValueError:
                continue
            return self._clock() - changed.timestamp()
        return None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} for {', '.join(sorted(self._handlers)) or 'nothing'}>"


class Webhooks(_Receiver):
    """The receiver as an ASGI app.

    What happened is in the header `X-Omneo-Event`, or in the last part of the path: `…/profile.updated`.

    Parameters:
        secret: the tenant's shared secret; the new one and the old one while it changes.
        deliveries: remembers what was handled; this process's memory by default.
        limit: bytes that a body may have.
        max_age: seconds after the resource's `updated_at` when a delivery is refused as a replay. Omneo
            may send a delivery again for days, and about things that have not changed for long: none by default.
        key: what makes two deliveries the same one, of the event's name and the body; None for never.
            The digest of both by default.
        clock: answers the present Unix time in seconds.

    Raises:
        ValidationError: an argument that cannot be right, by its name.
    """

    def __init__(self, secret: str | Sequence[str], **options: Unpack[WebhookOptions]) -> None:
        super().__init__(secret, options)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await asgi_lifespan(receive, send)
        elif scope["type"] == "http":
            headers = asgi_headers(scope)
            body = await asgi_body(receive, headers, self._limit)
            await asgi_send(
                send, await awaited(self._answer(scope["method"], headers, body, scope["path"], call_async))
            )

    async def answer(self, method: str, headers: Mapping[str, str], body: bytes, path: str = "") -> Response:
        """The same from inside a view of any framework.

        Parameters:
            method: the request's HTTP method.
            headers: its headers, in any case.
            body: its body, as it came.
            path: its path.
        """
        within = body if len(body) <= self._limit else None
        return await awaited(self._answer(method, lowered(headers), within, path, call_async))


class SyncWebhooks(_Receiver):
    """The receiver as a WSGI app; takes what `Webhooks` takes."""

    def __init__(self, secret: str | Sequence[str], **options: Unpack[WebhookOptions]) -> None:
        super().__init__(secret, options)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        body = wsgi_body(environ, self._limit)
        path = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"
        flow = self._answer(environ["REQUEST_METHOD"], wsgi_headers(environ), body, path, call_sync)
        return wsgi_send(start_response, called(flow))

    def answer(self, method: str, headers: Mapping[str, str], body: bytes, path: str = "") -> Response:
        """The same from inside a view; see `Webhooks.answer`."""
        within = body if len(body) <= self._limit else None
        return called(self._answer(method, lowered(headers), within, path, call_sync))


_FAILED = {"message": "The delivery could not be handled; send it again."}


def _digest(name: str, body: bytes) -> str:
    """What tells a delivery from others: Omneo gives it no id of its own."""
    return hashlib.sha256(name.encode() + b"\n" + body).hexdigest()


def _named(path: str) -> str:
    """The event that a path ends with; empty when it ends with none."""
    last = path.rstrip("/").rpartition("/")[2]
    return last if "." in last else ""


def _read(model: type[Model], body: bytes) -> Model:
    try:
        return model.model_validate_json(body)
    except SchemaError as problem:
        told = explain(problem)
    problems = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in told.items())
    raise ValueError(f"The body is not a {model.__name__}: {problems}")
