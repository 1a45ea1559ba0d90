"""What the example shops share: an Omneo, one customer, and one page. The frameworks are in the files beside this."""

from __future__ import annotations

import atexit
import os
from contextlib import ExitStack
from typing import NamedTuple

from omneo_id_web.server import Identity, Visitor

CUSTOMER = "7712345"
"""Who signs in: the shop's own number of a customer, whom the sandbox has as Ada."""

PORT = int(os.environ.get("PORT", "8000"))

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Shop</title>
<link rel="icon" href="data:,">
<h1>Shop</h1>
<p id="member" role="status">…</p>
<form method="post" action="/sign-in">[hidden]<button>Sign in</button></form>
<form method="post" action="/sign-out">[hidden]<button>Sign out</button></form>
<script type="module">
const member = document.getElementById("member")
const answer = await fetch("/omneo/token", {method: "POST", headers: {"X-Omneo-Token": "1"}})
const {token, message} = await answer.json()
if (answer.ok) {
  const headers = {Authorization: `Bearer ${token}`}
  const {data} = await (await fetch("[id_base_url]/profiles/me", {headers})).json()
  member.textContent = `Hello, ${data.first_name}!`
} else {
  member.textContent = message
}
</script>
"""


class Settings(NamedTuple):
    """What an `Omneo` client is made with, and where the page finds the ID API."""

    tenant: str
    token: str
    base_url: str | None
    id_base_url: str


def settings() -> Settings:
    """Your own Omneo by `OMNEO_TENANT` and `OMNEO_TOKEN`; a sandbox in this process without them."""
    if "OMNEO_TOKEN" in os.environ:
        tenant = os.environ["OMNEO_TENANT"]
        return Settings(tenant, os.environ["OMNEO_TOKEN"], None, f"https://api.{tenant}.getomneo.com/id/api/v1")
    from omneo_id_web.sandbox.serving import running

    open_for_good = ExitStack()
    atexit.register(open_for_good.close)
    info = open_for_good.enter_context(running()).info
    return Settings(info["tenant"], info["admin_token"], info["admin_base_url"], info["id_base_url"])


def visitor(customer: str | None) -> Visitor:
    """Whom Omneo knows by the shop's own number."""
    return Identity(customer, "shopify") if customer else None


def page(id_base_url: str, hidden: str = "") -> str:
    """The shop's page; `hidden` goes into its forms."""
    return PAGE.replace("[id_base_url]", id_base_url).replace("[hidden]", hidden)
