"""The storefront's own server: the shop's pages, its session, and the token that its member's page gets.

The admin token stays here. A page only ever receives an ID token, from `POST /omneo/token`, for the
member whom the shop's own session knows.
"""

from __future__ import annotations

import hmac
import logging
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from omneo_id_web import NotFound, OmneoError, SyncOmneo, ValidationError
from omneo_id_web.bundle import Runtime
from omneo_id_web.bundle.serve import BundleFiles
from omneo_id_web.models.inputs.appointment import SlotsRangeInput
from omneo_id_web.server import Rate, SyncTokenService
from omneo_id_web.server.rate import Pace

from .accounts import Accounts, is_address
from .pages import LANGUAGES, STATIC, Assets, Pages, application, chosen, headers, policy

log = logging.getLogger(__name__)

LARGEST_FORM = 4_096
"""Bytes; the shop's forms are short."""

PORTAL = "/account"

OWN_PAGE = re.compile(r"/|/[a-z-]+(/[\w-]+)?", re.ASCII)
"""What a form may lead back to."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What the storefront is set up with.

    Attributes:
        omneo: the only holder of the admin token.
        tenant, api: what the page's client is made of.
        runtime: where pages find Pyodide, PyScript and our wheel.
        folder: what is served under `/runtime`.
        send: sends a sign-in code to an address.
        clock: Omneo's time in Unix seconds; a sandbox's may be moved.
        codes: how many codes one address may be sent.
        demo: the address of the sandbox's member, and codes are shown on the page; None with a tenant.
        sessions: the file that keeps who is signed in; memory when None.
    """

    omneo: SyncOmneo
    tenant: str
    api: str
    runtime: Runtime
    folder: Path
    send: Callable[[str, str], None]
    clock: Callable[[], float] = time.time
    codes: Rate = Rate(limit=5, seconds=600)  # noqa: RUF009 - it is frozen
    demo: str | None = None
    sessions: Path | None = None


Answer = Callable[["Visit"], Awaitable[Response]]


class Visit:
    """One request, with the session that it belongs to."""

    def __init__(self, request: Request, accounts: Accounts) -> None:
        self.request = request
        self.id, self.session = accounts.find(request.headers.get("cookie", ""))
        self.language = chosen(request.cookies.get("language"), request.headers.get("accept-language", ""))

    async def form(self) -> dict[str, str]:
        """The fields of a form that a page of this visitor's has sent.

        Raises:
            PermissionError: another site's page has sent it.
        """
        content = b""
        async for part in self.request.stream():
            content += part
            if len(content) > LARGEST_FORM:
                raise PermissionError
        fields = dict(parse_qsl(content.decode("utf-8", "replace")))
        if not hmac.compare_digest(fields.get("csrf", "").encode(), self.session.csrf.encode()):
            raise PermissionError
        return {name: value.strip() for name, value in fields.items()}


class Storefront:
    """Answers for each page of the shop."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._accounts = Accounts(time.time, shop.sessions)
        self._tokens = SyncTokenService(shop.omneo, clock=shop.clock)
        self._codes = Pace(shop.codes, time.time)
        self._program = application()
        assets = Assets.of(shop.folder, self._program)
        runtime = shop.runtime
        elsewhere = {f"{u.scheme}://{u.netloc}" for u in map(urlsplit, runtime.urls) if u.netloc}
        api = "{0.scheme}://{0.netloc}".format(urlsplit(shop.api))
        inline = assets.import_map()
        python = policy([inline], runs_python=True, api=api, elsewhere=elsewhere)
        self._headers = [headers(f"{each}; frame-ancestors 'none'") for each in (policy([], runs_python=False), python)]
        self._pages = Pages(assets, runtime, tenant=shop.tenant, api=shop.api, demo=shop.demo)

    def app(self) -> ASGIApp:
        """The storefront as an ASGI app."""
        routes = [
            Route("/", self._visited(self.home)),
            Route("/products/{handle}", self._visited(self.product)),
            Route("/shared/{handle}", self._visited(self.shared)),
            Route("/sign-in", self._visited(self.sign_in), methods=["GET", "POST"]),
            Route("/sign-up", self._visited(self.sign_up), methods=["GET", "POST"]),
            Route("/code", self._visited(self.code), methods=["GET", "POST"]),
            Route("/sign-out", self._visited(self.sign_out), methods=["POST"]),
            Route("/language", self._visited(self.language), methods=["POST"]),
            Route(PORTAL, self._visited(self.portal)),
            Route("/omneo/token", self.token, methods=["POST", "OPTIONS"]),
            Route("/shop/products", self._visited(self.products)),
            Route("/shop/slots", self._visited(self.slots)),
            Route("/app.zip", self.program),
            Mount("/runtime", BundleFiles(directory=self._shop.folder)),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        return _Headers(Starlette(routes=routes), self._headers)

    def _visited(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def view(request: Request) -> Response:
            visit = Visit(request, self._accounts)
            try:
                return await answer(visit)
            except PermissionError:
                return self._told(visit, 403, "refused")
            except NotFound:
                return self._told(visit, 404, "missing")
            except OmneoError:
                return self._told(visit, 503, "down")

        return view

    # --- Pages for everybody

    def _page(self, visit: Visit, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        session = visit.session
        html = self._pages.draw(template, visit.language, session=session, path=visit.request.url.path, **values)
        answer = HTMLResponse(html, status, {"Cache-Control": "no-store", "Vary": "Cookie, Accept-Language"})
        answer.headers.append("Set-Cookie", self._accounts.keep(visit.id, session))
        return answer

    def _told(self, visit: Visit, status: int, why: str) -> Response:
        return self._page(visit, "message.html", status, why=why)

    async def home(self, visit: Visit) -> Response:
        """The shop window."""
        rows = await run_in_threadpool(self._catalogue, {"page_size": 24})
        return self._page(visit, "home.html", products=rows)

    def _catalogue(self, query: dict[str, Any]) -> list[Any]:
        return self._shop.omneo.products.list(filter={"status": "active"}, **query).data

    async def product(self, visit: Visit) -> Response:
        """One product."""
        wanted = visit.request.path_params["handle"]
        rows = await run_in_threadpool(lambda: self._shop.omneo.products.list(filter={"handle": wanted}).data)
        if not rows or rows[0].status != "active":
            return self._told(visit, 404, "missing")
        return self._page(visit, "product.html", product=rows[0])

    async def shared(self, visit: Visit) -> Response:
        """A list that a member shares by its link; it tells nothing else of the member."""
        shares = self._shop.omneo.lists.shares
        found = await run_in_threadpool(shares.get_no_profile, visit.request.path_params["handle"])
        return self._page(visit, "shared.html", list=found.list)

    async def language(self, visit: Visit) -> Response:
        """Another language from now on."""
        wanted = await visit.form()
        back = wanted.get("to", "/")
        answer = RedirectResponse(back if OWN_PAGE.fullmatch(back) else "/", 303)
        if wanted.get("language") in LANGUAGES:
            answer.set_cookie("language", wanted["language"], max_age=31_536_000, secure=True, samesite="lax")
        return answer

    # --- The shop's own session

    async def sign_in(self, visit: Visit) -> Response:
        """Asks for an address, and sends a code there."""
        if visit.session.profile_id:
            return RedirectResponse(PORTAL, 303)
        if visit.request.method == "GET":
            return self._page(visit, "sign_in.html", problem=None, email="")
        return self._send(visit, "sign_in.html", await visit.form(), None)

    async def sign_up(self, visit: Visit) -> Response:
        """Asks who joins, and sends a code to their address."""
        if visit.request.method == "GET":
            return self._page(visit, "sign_up.html", problem=None, given={})
        given = await visit.form()
        names = given.get("first_name", ""), given.get("last_name", "")
        if not all(names):
            return self._page(visit, "sign_up.html", 422, problem="names", given=given)
        return self._send(visit, "sign_up.html", given, names)

    def _send(self, visit: Visit, template: str, given: dict[str, str], joining: tuple[str, str] | None) -> Response:
        email = given.get("email", "").lower()
        known = {"email": email} if template == "sign_in.html" else {"given": given}
        if not is_address(email):
            return self._page(visit, template, 422, problem="email", **known)
        if self._codes.wait(email):
            return self._page(visit, template, 429, problem="often", **known)
        code = self._accounts.challenge(visit.session, email, joining)
        self._shop.send(email, code)
        shown = code if self._shop.demo else None
        return self._page(visit, "code.html", email=email, code=shown, problem=None)

    async def code(self, visit: Visit) -> Response:
        """Takes the code that was sent; whoever has it owns the address."""
        asked = visit.session.challenge
        if visit.request.method == "GET" or asked is None:
            return RedirectResponse("/sign-in", 303)
        given = await visit.form()
        passed = self._accounts.passed(visit.session, given.get("code", "").replace(" ", ""))
        if passed is None:
            if visit.session.challenge is None:
                return self._page(visit, "sign_in.html", 422, problem="over", email=asked.email)
            return self._page(visit, "code.html", 422, email=asked.email, code=None, problem="wrong")
        try:
            profile_id = await run_in_threadpool(self._member, passed.email, passed.joining, visit.language)
        except OmneoError:
            visit.session.challenge = passed  # the code was right, and is good for once more
            raise
        if profile_id is None:
            return self._page(
                visit, "sign_up.html", problem="refused" if passed.joining else "unknown", given={"email": passed.email}
            )
        answer = RedirectResponse(PORTAL, 303)
        answer.headers.append("Set-Cookie", self._accounts.sign_in(visit.id, profile_id))
        return answer

    def _member(self, email: str, joining: tuple[str, str] | None, language: str) -> str | None:
        """The member of an address; a new one for somebody who joins."""
        profiles = self._shop.omneo.profiles
        found = profiles.find_by_email(email)
        if found is None and joining is not None:
            first, last = joining
            try:
                found = profiles.create(first_name=first, last_name=last, email=email)
            except ValidationError as refused:
                log.warning("a sign-up was refused: %s", refused.errors)
                return None
        return found.id if found else None

    async def sign_out(self, visit: Visit) -> Response:
        """Ends the session."""
        await visit.form()
        answer = RedirectResponse("/", 303)
        answer.headers.append("Set-Cookie", self._accounts.end(visit.id))
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer

    # --- The member portal

    async def portal(self, visit: Visit) -> Response:
        """The frame that Python fills; the first paint needs none."""
        if visit.session.profile_id is None:
            return RedirectResponse("/sign-in", 303)
        mark = sha256(visit.id.encode()).hexdigest()[:16]
        return self._page(visit, "portal.html", mark=mark)

    async def token(self, request: Request) -> Response:
        """The ID token of whoever is signed in."""
        visit = Visit(request, self._accounts)
        asked = (request.method, request.headers, visit.session.profile_id, await request.body())
        given = await run_in_threadpool(self._tokens.answer, *asked)
        return Response(given.content, given.status, dict(given.headers))

    async def program(self, _: Request) -> Response:
        """The portal's Python."""
        return Response(self._program, media_type="application/zip", headers={"Cache-Control": "no-cache"})

    async def products(self, visit: Visit) -> Response:
        """The catalogue, for a wishlist: `search` in titles."""
        words = visit.request.query_params.get("search", "")[:60]
        query: dict[str, Any] = {"page_size": 8}
        found = await run_in_threadpool(
            lambda: self._shop.omneo.products.list(filter={"status": "active", "search": words}, **query).data
        )
        rows = [
            {
                "sku": row.variants[0].sku,
                "title": row.title,
                "price": row.variants[0].price,
                "currency": row.currency,
            }
            for row in found
            if row.variants
        ]
        return JSONResponse({"data": rows})

    async def slots(self, visit: Visit) -> Response:
        """The times that a member may book on the first day with some; only an admin token may ask Omneo."""
        if visit.session.profile_id is None:
            return JSONResponse({"message": "Nobody is signed in."}, 401)
        asked = visit.request.query_params
        try:
            kind, place, day = int(asked["kind"]), int(asked["place"]), date.fromisoformat(asked["day"])
        except (KeyError, ValueError):
            return JSONResponse({"message": "Say the kind, the place and the day."}, 422)
        wanted: SlotsRangeInput = {
            "location_id": place,
            "start_date": day,
            "end_date": day + timedelta(days=30),
            "staff_id": asked.get("staff") or None,
        }
        find = self._shop.omneo.appointment_definitions.available_slots_range
        try:
            found = await run_in_threadpool(lambda: find(kind, **wanted))
        except ValidationError:  # it is not to be had there
            return JSONResponse({"data": []})
        rows = [
            {"time": slot.time, "start_at": slot.start_at, "end_at": slot.end_at}
            for slot in found.data
            if slot.start_at[:10] == found.data[0].start_at[:10]
        ]
        return JSONResponse({"data": rows})


def storefront(shop: Shop) -> ASGIApp:
    """The storefront as an ASGI app."""
    return Storefront(shop).app()


class _Headers:
    """Adds what every answer of a shop should carry."""

    def __init__(self, app: ASGIApp, given: list[dict[str, str]]) -> None:
        self._app, self._given = app, given

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = self._given[scope.get("path") == PORTAL]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(given)
            await send(message)

        await self._app(scope, receive, with_headers)
