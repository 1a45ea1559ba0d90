"""Where ID tokens come from: the shop's own backend, a function, or what the page was handed.

    ID("acme", token=TokenEndpoint("/omneo/token"))
    ID("acme", token=first_of(MetaTag("omneo-token"), TokenEndpoint("/omneo/token")))

A Shopify metafield reaches a page through its template, as a variable or a meta tag.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from inspect import signature
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from ..errors import SignedOut, TokenError, TransportError, ValidationError, error_for
from ..operation import Flow, Headers, Request, Response
from ..retries import Retries

if TYPE_CHECKING:
    from .renewal import Renewal

PATIENCE = Retries(limit=8, deadline=30.0)
"""How often the shop's backend is asked again, while there is no token to go on with."""

LARGEST_ANSWER = 65_536
"""Bytes."""

_URL = re.compile(r"[!-\[\]-~]+")  # neither a blank nor the backslash, which browsers take for a slash


class Source:
    """Something that can be asked for a token."""

    def fetch(self, asking: Renewal) -> Flow[Any]:
        """The token, as text or parsed; None when there is none."""
        raise NotImplementedError  # each source has its own

    def clear(self) -> None:
        """Leaves no token behind; called when the member signs out."""


class TokenEndpoint(Source):
    """The shop's own backend, which knows the visitor by the shop's cookie and mints their token.

    It is asked by `POST` with the cookies of its host and the header `X-Omneo-Token: 1`, which no page
    of another origin can send unasked. It answers `{"token": …}`, or 401 when nobody is signed in. The
    body says `"renew": true` when Omneo has refused the last token, and after `upsert` the `profile_id`
    that the visitor has signed up as. That is a claim: anybody can name any email. The backend mints for
    whom its own session has proven, and for nobody else.

    Parameters:
        url: relative to the page, or absolute; https, or this machine.

    Raises:
        ValidationError: a URL that leads somewhere else than it seems to.
    """

    def __init__(self, url: str) -> None:
        why = "must be a path on the page's own host, or an https:// URL, without user or fragment"
        if not isinstance(url, str) or not _URL.fullmatch(url):
            raise ValidationError.refusing({"url": why})
        parts = urlsplit(url)
        if parts.scheme or parts.netloc:
            from ..urls import safe_url

            safe_url(url.partition("?")[0], "url")
        elif parts.fragment:
            raise ValidationError.refusing({"url": why})
        self.url = url
        self._is_absolute = bool(parts.scheme)

    def fetch(self, asking: Renewal) -> Flow[Any]:
        said = {"renew": True} if asking.is_refused else {}
        body = json.dumps({"profile_id": asking.becoming, **said} if asking.becoming else said).encode()
        headers = Headers({"Accept": "application/json", "Content-Type": "application/json", "X-Omneo-Token": "1"})
        request = Request("POST", self._resolved(), headers, body, 10.0, cookies=True)
        outcome: Response | TransportError
        began = first = asking.clock()
        retry = 0
        while True:
            try:
                outcome = yield request
            except TransportError as problem:
                outcome = problem
            if isinstance(outcome, Response) and outcome.status in (200, 401):
                break
            retry += 1
            wait = PATIENCE.wait("PUT", outcome, retry, asking.clock() - first)
            if wait is None or asking.usable():
                raise outcome if isinstance(outcome, TransportError) else self._error(outcome)
            yield wait
            began = asking.clock()
        asking.measure(outcome.headers, began)
        if outcome.status == 401:
            raise SignedOut("signed out: the shop says that nobody is signed in") from self._error(outcome)
        return _token_in(outcome.content)

    def _error(self, response: Response) -> Exception:
        return error_for(response.status, "POST", urlsplit(self.url).path, response.content, response.headers)

    def _resolved(self) -> str:
        if self._is_absolute:
            return self.url
        # Not the document's base, which markup can move; a worker's own address may be a blob.
        here = _page(self).location
        return str(_page(self).URL.new(self.url, here.origin if self.url[0] == "/" else here.href).href)

    def __repr__(self) -> str:
        return f"TokenEndpoint({self.url.partition('?')[0]!r})"


class Called(Source):
    """A function of the shop's own, sync or async; told the `profile_id` if it has such a parameter."""

    def __init__(self, function: Callable[..., Any], name: str = "") -> None:
        self._function = function
        self._name = name or getattr(function, "__qualname__", type(function).__name__)
        try:
            self._told = "profile_id" in signature(function).parameters
        except (TypeError, ValueError):
            self._told = False

    def fetch(self, asking: Renewal) -> Flow[Any]:
        told = {"profile_id": asking.becoming} if self._told else {}
        return (yield lambda _: self._function(**told))

    def __repr__(self) -> str:
        return self._name


class _Handover(Source):
    """A place in the page where the shop's template or a plugin has put a token."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fetch(self, asking: Renewal) -> Flow[Any]:
        return self.read()
        yield

    def read(self) -> str | None:
        raise NotImplementedError  # each place has its own

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"


class MetaTag(_Handover):
    """`<meta name="…" content="[token]">` in the page's head."""

    def read(self) -> str | None:
        return _text(getattr(self._tag(), "content", None))

    def clear(self) -> None:
        if tag := self._tag():
            tag.content = ""

    def _tag(self) -> Any:
        # Only the head's: text that a visitor may write ends up in the body.
        return _page(self).document.head.getElementsByTagName("meta").namedItem(self.name)


class Cookie(_Handover):
    """A cookie that scripts may read. Two of one name count as none: a sister host may have set one."""

    def read(self) -> str | None:
        pairs = (pair.strip().partition("=") for pair in str(_page(self).document.cookie).split(";"))
        found = [unquote(value) for name, _, value in pairs if name == self.name]
        return found[0] if len(found) == 1 else None

    def clear(self) -> None:
        _page(self).document.cookie = f"{self.name}=; Max-Age=0; Path=/"


class GlobalVariable(_Handover):
    """A variable that the template sets: `omneoToken`, or `Shop.omneo.token`."""

    def read(self) -> str | None:
        return _text(getattr(self._owner(), self.name.rpartition(".")[2], None))

    def clear(self) -> None:
        if self.read():
            setattr(self._owner(), self.name.rpartition(".")[2], "")

    def _owner(self) -> Any:
        here = _page(self)
        for name in self.name.split(".")[:-1]:
            here = getattr(here, name, None)
        return here


class LocalStorage(_Handover):
    """What Omneo's Shopify plugin keeps in the page's localStorage for one customer.

    Parameters:
        customer_id: the shop's own id of the customer.
    """

    def __init__(self, customer_id: int | str) -> None:
        super().__init__(f"shapes:omneo:shapestoken:{customer_id}")

    def read(self) -> str | None:
        return _text(_page(self).localStorage.getItem(self.name))

    def clear(self) -> None:
        _page(self).localStorage.removeItem(self.name)


class FirstOf(Source):
    """Several sources; a client asks one after another."""

    def __init__(self, sources: tuple[Any, ...]) -> None:
        self.sources = tuple(one for source in sources for one in sources_of(source))


def first_of(*sources: Any) -> FirstOf:
    """The first of these that has a live token: sources, functions or plain tokens."""
    return FirstOf(sources)


def sources_of(token: Any) -> tuple[Source, ...]:
    """What a client asks for tokens, from what it was given."""
    if isinstance(token, FirstOf):
        return token.sources
    if isinstance(token, Source):
        return (token,)
    return (Called(token) if callable(token) else Called(lambda: token, "the given token"),)


def _token_in(content: bytes) -> str:
    try:
        said = json.loads(content) if len(content) <= LARGEST_ANSWER else None
    except (ValueError, RecursionError):
        said = None
    if isinstance(said, dict) and isinstance(said.get("token"), str):
        return said["token"]  # type: ignore[no-any-return]
    del content, said
    raise TokenError('it answered 200 without {"token": …}')


def _text(value: Any) -> str | None:
    # A form or a link of that name in the page would be here too; it is no text.
    return value if isinstance(value, str) else None


def _page(source: Source) -> Any:
    try:
        import js
    except ImportError:
        raise TokenError(f"{source!r} is of a page: it works in a browser alone") from None
    return js
