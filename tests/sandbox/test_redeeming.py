"""What can be redeemed, and what cannot."""

from __future__ import annotations

from .calling import Caller


def test_points_worth_less_than_a_cent_cannot_be_redeemed(shop: Caller) -> None:
    member, _ = shop.member(points=0.3)
    told = shop.admin("POST", f"/profiles/{member}/redeem", {"amount": 1}, status=422)
    assert told["errors"] == {"amount": ["There is nothing to redeem."]}
    assert shop.admin("GET", f"/profiles/{member}/balances")["data"]["point_balance"] == 0.3
