"""Merging profiles: what was the one's is the other's, and the one is gone."""

from __future__ import annotations

from .calling import Caller


def test_what_belongs_to_a_profile_goes_to_the_one_that_remains(shop: Caller) -> None:
    source = shop.app.info("")["profile_id"]
    kept, token = shop.member(points=5)
    had = {what: _total(shop, source, what) for what in ("transactions", "rewards", "lists", "addresses", "orders")}
    points = shop.admin("GET", f"/profiles/{source}/balances")["data"]["point_balance"]
    body = {"source_profile_id": source, "destination_profile_id": kept}
    merged = shop.admin("POST", "/profiles/merge", body)["data"]
    assert merged["id"] == kept
    assert {identity["merged_from"] for identity in merged["identities"]} == {source}
    assert {what: _total(shop, kept, what) for what in had} == had
    assert shop.ask("GET", "/id/api/v1/profiles/me/balances", token=token)["data"]["point_balance"] == points + 5
    shop.admin("GET", f"/profiles/{source}", status=404)
    shop.admin("POST", "/profiles/merge", body, status=404)


def test_a_profile_is_not_merged_with_itself(shop: Caller) -> None:
    kept, _ = shop.member()
    shop.admin("POST", "/profiles/merge", {"source_profile_id": kept, "destination_profile_id": kept}, status=422)
    shop.admin("GET", f"/profiles/{kept}")


def _total(shop: Caller, profile_id: str, what: str) -> int:
    told = shop.admin("GET", f"/profiles/{profile_id}/{what}")
    return int((told.get("meta") or {}).get("total") or len(told["data"]))
