"""A Flask shop whose pages get the member's ID token: `python examples/flask_shop.py`."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, redirect, session
from shop import CUSTOMER, PORT, page, settings, visitor

from omneo_id_web import SyncOmneo
from omneo_id_web.server import SyncTokenService

omneo_ = settings()
omneo = SyncOmneo(omneo_.tenant, token=omneo_.token, base_url=omneo_.base_url)
service = SyncTokenService(omneo, identify=lambda environ: visitor(session.get("customer")))

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
app.config.update(SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True)


@app.route("/omneo/token", methods=["POST", "OPTIONS"], provide_automatic_options=False)
def token() -> Any:
    # Flask runs a WSGI app that a view returns within the view's request: `identify` sees its session.
    return service


@app.get("/")
def home() -> str:
    return page(omneo_.id_base_url)


@app.post("/sign-in")
def sign_in() -> Any:
    session["customer"] = CUSTOMER  # your own sign-in goes here
    return redirect("/", 303)


@app.post("/sign-out")
def sign_out() -> Any:
    session.clear()
    return redirect("/", 303)


if __name__ == "__main__":
    app.run(port=PORT)
