"""A member's client against the sandbox: what it reads, changes, is refused, and survives.

This module runs on CPython through each transport, and again inside Pyodide in a real browser.
"""

from __future__ import annotations

from typing import Any

import pytest

from omneo_id_web import (
    AuthenticationError,
    ConnectError,
    Data,
    NotFound,
    RateLimited,
    ResponseError,
    ServerError,
    TimeoutError,
    TokenExpired,
    ValidationError,
)
from omneo_id_web.models.profile import Profile

from .shop import Shop, done, first, rows


async def test_a_profile_is_read_and_an_update_is_kept(shop: Shop) -> None:
    profile_id, token = shop.member(first_name="Ada", last_name="Byrne", points=120, rewards=10)
    me = shop.client(token).profile
    before = await done(me.get())
    assert (before.id, before.full_name, before.point_balance, before.reward_balance) == (
        profile_id,
        "Ada Byrne",
        120,
        10,
    )
    changed = await done(me.update(first_name="zoë", occupation="Engineer"))
    assert changed.first_name == "Zoë"
    after = await done(me.get())
    assert (after.full_name, after.occupation) == ("Zoë Byrne", "Engineer")
    assert (await done(me.update(occupation=None))).occupation is None


async def test_a_phone_number_comes_back_in_every_form(shop: Shop) -> None:
    profile_id, token = shop.member()
    number = f"04{int(profile_id[:8], 16) % 10**8:08}"
    changed = await done(shop.client(token).profile.update(mobile_phone=f"{number[:4]} {number[4:]}"))
    assert changed.mobile_phone_e164 == f"+61{number[1:]}"
    assert changed.mobile_phone_national_prefix == number


async def test_the_apis_refusal_and_ours_are_the_same_error(shop: Shop) -> None:
    _, token = shop.member()
    me = shop.client(token).profile
    with pytest.raises(ValidationError) as theirs:
        await done(me.update(email="nonsense", mobile_phone="12"))
    assert theirs.value.sent
    assert set(theirs.value.errors) == {"email", "mobile_phone"}
    wrong: Any = 5
    with pytest.raises(ValidationError) as ours:
        await done(me.update(email=wrong))
    assert not ours.value.sent
    assert set(ours.value.errors) == {"email"}


async def test_a_taken_mobile_number_becomes_the_secondary_one(shop: Shop) -> None:
    other_id, _ = shop.member()
    number = f"+614{int(other_id[:8], 16) % 10**8:08}"
    shop.member(mobile_phone=number)
    _, mine = shop.member()
    me = shop.client(mine).profile
    with pytest.raises(ValidationError) as clash:
        await done(me.update(mobile_phone=number))
    assert clash.value.errors == {"mobile_phone": ["The phone number exists"]}
    changed = await done(me.update(mobile_phone=number, retry_mobile_secondary=True))
    assert (changed.mobile_phone, changed.secondary_phone) == (None, number)


async def test_consent_is_changed_flag_by_flag(shop: Shop) -> None:
    _, token = shop.member()
    me = shop.client(token).profile
    before = await done(me.attributes.comms.get())
    after = await done(me.attributes.comms.update(sms_promo=True))
    assert (after.sms_promo, after.email_promo) == (True, before.email_promo)
    out = await done(me.unsubscribe("email", opt_out=True))
    assert not me.is_subscribed(out, "email")
    assert me.is_subscribed(await done(me.subscribe("email")), "email")


async def test_addresses_are_made_changed_and_removed(shop: Shop) -> None:
    _, token = shop.member()
    addresses = shop.client(token).profile.addresses
    line = {"address_line_1": "1 High St", "city": "Hobart", "state": "TAS", "postcode": "7000", "country": "Australia"}
    made = await done(addresses.create(line))
    other = await done(addresses.create({**line, "city": "Perth"}, is_default=True))
    assert (await done(addresses.get(made.id))).is_default is False
    assert (await done(addresses.update(made.id, city="Launceston"))).city == "Launceston"
    assert [a.city for a in await rows(addresses.list())] == ["Launceston", "Perth"]
    assert await done(addresses.delete(other.id)) is None
    with pytest.raises(NotFound):
        await done(addresses.get(other.id))


async def test_lists_come_page_by_page(shop: Shop) -> None:
    _, token = shop.member(transactions=7)
    transactions = shop.client(token).profile.transactions
    page = await first(transactions.list(page_size=3))
    assert (len(page.data), page.number, page.last, page.total) == (3, 1, 3, 7)
    assert page.data[0].items[0].quantity
    every = await rows(transactions.list(page_size=3))
    assert len({t.id for t in every}) == 7
    assert [t.transacted_at for t in every] == sorted((t.transacted_at for t in every), reverse=True)
    cheapest = await rows(transactions.list(sort="total", filter={"total": {"gte": every[0].total}}))
    assert [t.total for t in cheapest] == sorted(t.total for t in every if t.total >= every[0].total)


async def test_a_transaction_is_found_or_not(shop: Shop) -> None:
    _, token = shop.member(transactions=2)
    transactions = shop.client(token).profile.transactions
    newest = (await first(transactions.list())).data[0]
    assert [t.id for t in await done(transactions.find("receipt_ref", newest.receipt_ref))] == [newest.id]
    assert await done(transactions.find("receipt_ref", "no such receipt")) == []
    groups = await first(transactions.get_grouped(page_size=1))
    assert (len(groups.data), groups.last) == (1, 2)


async def test_redeeming_takes_what_ends_first_and_no_more_than_there_is(shop: Shop) -> None:
    _, token = shop.member(points=500, rewards=10)
    me = shop.client(token).profile
    spent = await done(me.redeem(12))
    assert spent.total == 12
    left = await done(me.balances.get())
    assert (left.reward_balance, left.point_balance) == (0, 300)
    assert (await done(me.redeem(100))).total == 3
    with pytest.raises(ValidationError):
        await done(me.redeem(1))
    assert len((await first(me.redemptions.list())).data) == 2


async def test_benefits_are_claimed_and_redeemed_until_they_are_used_up(shop: Shop) -> None:
    _, token = shop.member()
    benefits = shop.client(token).profile.benefits
    claimable = {d.handle for d in await rows(benefits.claimable())}
    assert "alterations" in claimable
    assert "atelier" not in claimable
    claimed = await done(benefits.claim(definition="alterations", timezone="Australia/Hobart"))
    for _ in range(2):
        redemption = await done(benefits.redeem(claimed.id))
        assert redemption.items[0].type == "benefit"
    with pytest.raises(ValidationError):
        await done(benefits.redeem(claimed.id))
    count = await done(shop.client(token).profile.redemptions.count("benefit", claimed.id))
    assert count.count == 2


async def test_a_wishlist_is_kept(shop: Shop) -> None:
    _, token = shop.member()
    lists = shop.client(token).profile.lists
    wishes = await done(lists.create(name="Wishes", list_definition_id=1))
    item = await done(lists.items.create(wishes.id, product_variant_sku="LL-001", quantity=2))
    assert item.product is not None
    assert item.product.title
    await done(lists.items.update(wishes.id, item.id, quantity=3))
    await done(lists.items.custom(wishes.id, name="A kite", price=20))
    assert [i.quantity for i in (await done(lists.get(wishes.id))).items] == [3, 1]
    share = await done(lists.shares.create(wishes.id))
    assert share.handle
    field = await done(lists.custom_fields.create(wishes.id, type="string", handle="note", namespace="x", value="hi"))
    assert (await done(lists.custom_fields.get(wishes.id, "x", "note"))).value == field.value
    assert len(await done(lists.items.delete(wishes.id, item.id))) == 1


async def test_another_members_things_are_not_there(shop: Shop) -> None:
    _, theirs = shop.member(rewards=10, transactions=1)
    _, mine = shop.member()
    them, me = shop.client(theirs).profile, shop.client(mine).profile
    reward = (await first(them.rewards.list())).data[0]
    sale = (await first(them.transactions.list())).data[0]
    assert (await done(them.rewards.get(reward.id))).id == reward.id
    for attempt in (lambda: me.rewards.get(reward.id), lambda: me.transactions.get(sale.id)):
        with pytest.raises(NotFound):
            await done(attempt())


async def test_an_expired_token_is_refused_by_both_sides(shop: Shop) -> None:
    _, token = shop.member()
    id_ = shop.client(token)
    assert id_.token is not None
    shop.advance(1_000)
    try:
        with pytest.raises(AuthenticationError, match="Unauthenticated"):
            await done(id_.profile.get())
    finally:
        shop.advance(-1_000)
    expired = "eyJhbGciOiJIUzI1NiJ9.eyJwaWQiOiJ4IiwiZXhwIjoxfQ.c2ln"
    id_.token = expired
    with pytest.raises(TokenExpired):
        await done(id_.profile.get())


async def test_a_forged_token_is_refused(shop: Shop) -> None:
    _, token = shop.member()
    head, claims, _ = token.split(".")
    with pytest.raises(AuthenticationError):
        await done(shop.client(f"{head}.{claims}.c2lnbmF0dXJl").profile.get())


async def test_the_escape_hatch_reaches_any_path(shop: Shop) -> None:
    profile_id, token = shop.member()
    id_ = shop.client(token)
    answer = await done(id_.call("GET", "/profiles/me", result=Data[Profile]))
    assert answer["data"].id == profile_id
    locations = await done(id_.call("GET", "/locations", query={"page": {"size": 2}}))
    assert len(locations["data"]) == 2
    with pytest.raises(NotFound):
        await done(id_.call("GET", "/no/such/thing"))


@pytest.mark.parametrize("status", [429, 503])
async def test_a_passing_failure_is_not_seen(shop: Shop, status: int) -> None:
    profile_id, token = shop.member()
    shop.fault(path="/profiles/me", status=status, headers={"Retry-After": "0"})
    assert (await done(shop.client(token).profile.get())).id == profile_id


async def test_a_lasting_failure_is_told(shop: Shop) -> None:
    _, token = shop.member()
    shop.fault(path="/profiles/me", status=429, headers={"Retry-After": "7"})
    with pytest.raises(RateLimited) as caught:
        await done(shop.client(token, retries=0).profile.get())
    assert caught.value.retry_after == 7
    shop.fault(path="/profiles/me", status=500)
    with pytest.raises(ServerError):
        await done(shop.client(token).profile.get())


async def test_a_body_that_is_no_json_is_told_with_its_bytes(shop: Shop) -> None:
    _, token = shop.member()
    shop.fault(path="/profiles/me", malformed=True)
    with pytest.raises(ResponseError) as caught:
        await done(shop.client(token).profile.get())
    assert caught.value.content == b'{"data": <malformed'


async def test_an_answer_that_takes_too_long_is_a_timeout(shop: Shop) -> None:
    _, token = shop.member()
    shop.fault(path="/profiles/me", delay=5)
    with pytest.raises(TimeoutError):
        await done(shop.client(token, timeout=0.2).profile.get())


async def test_a_port_where_nobody_listens_is_a_connect_error(shop: Shop, unused_port: int) -> None:
    _, token = shop.member()
    from omneo_id_web import ID
    from omneo_id_web.transports import default_transport

    async with ID(
        "x", token=token, transport=default_transport(), base_url=f"http://127.0.0.1:{unused_port}", retries=0
    ) as id_:
        with pytest.raises(ConnectError) as caught:
            await id_.profile.get()
    assert token not in str(caught.value)
