"""A FastAPI shop whose pages get the member's ID token: `python examples/fastapi_shop.py`.

It hears of its members' changes, too.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from shop import CUSTOMER, PORT, page, settings, visitor
from starlette.middleware.sessions import SessionMiddleware
from starlette.routing import Route

from omneo_id_web import Omneo
from omneo_id_web.server import Event, ProfileWebhook, TokenService, Visitor, Webhooks

omneo_ = settings()
omneo = Omneo(omneo_.tenant, token=omneo_.token, base_url=omneo_.base_url)
webhooks = Webhooks(os.environ.get("OMNEO_SECRET") or secrets.token_hex())


async def identify(scope: Any) -> Visitor:
    return visitor(scope["session"].get("customer"))


@webhooks.on("profile.updated")
async def updated(event: Event[ProfileWebhook]) -> None:
    logging.getLogger("uvicorn.error").info("profile %s has changed", event.data.id)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with omneo:
        yield


app = FastAPI(
    lifespan=lifespan,
    routes=[Route("/omneo/token", TokenService(omneo, identify)), Route("/omneo/webhooks", webhooks)],
)
app.add_middleware(SessionMiddleware, secret_key=secrets.token_hex(), same_site="lax")


@app.get("/", response_class=HTMLResponse)
async def home() -> str:
    return page(omneo_.id_base_url)


@app.post("/sign-in")
async def sign_in(request: Request) -> RedirectResponse:
    request.session["customer"] = CUSTOMER  # your own sign-in goes here
    return RedirectResponse("/", 303)


@app.post("/sign-out")
async def sign_out(request: Request) -> RedirectResponse:
    request.session.clear()
    return RedirectResponse("/", 303)


if __name__ == "__main__":
    uvicorn.run(app, port=PORT)
