"""What the catalogue has no row for, and where the upstream client goes wrong: points, rewards, benefits, sales."""

from __future__ import annotations

import json
from typing import Any

import pytest

from omneo_id_web import SyncOmneo, ValidationError
from omneo_id_web.models.transaction import Transaction

from .recording import Answer, SyncRecording, answer


def shop(*answers: Answer) -> tuple[SyncOmneo, SyncRecording]:
    transport = SyncRecording(answers)
    return SyncOmneo("acme", token="secret", transport=transport), transport


def sent(recording: SyncRecording) -> list[tuple[str, str, Any]]:
    return [
        (r.method, r.url.partition("/api/v3")[2], json.loads(r.content) if r.content else None)
        for r in recording.requests
    ]


def test_many_are_sent_under_their_own_name() -> None:
    omneo, recording = shop(answer(200, {"data": {"message": "Queued.", "batch_id": "b"}}))
    assert omneo.products.batch([{"brand": "A", "handle": "a", "title": "A"}]).batch_id == "b"
    products = [{"brand": "A", "handle": "a", "title": "A"}]
    assert sent(recording) == [("POST", "/products/batch.json", {"products": products})]
    with pytest.raises(ValidationError) as refused:
        omneo.products.batch([*products, {"brand": "A", "handle": "b"}])
    assert set(refused.value.errors) == {"products.1.title"}
    assert len(recording.requests) == 1


def test_a_transaction_that_was_read_may_be_sent_again() -> None:
    # Upstream changes the caller's own object to take the nulls out that the API refuses.
    read = Transaction.model_validate(
        {
            "id": 43,
            "external_id": "T-1",
            "total": 10,
            "is_void": None,
            "receipt_is_email": None,
            "custom_fields": [],
            "items": [{"id": 5, "name": "Tee", "quantity": 1, "list_items": [], "pivot": []}],
        }
    )
    omneo, recording = shop(*[answer(200, {"data": {"id": 43}})] * 2)
    omneo.transactions.update_create(read, total=12.5)
    body = sent(recording)[0][2]
    assert body["items"][0]["name"] == "Tee"
    assert (body["total"], read.total) == (12.5, 10)
    assert not {"is_void", "receipt_is_email"} & set(body)
    assert "is_void" in read.model_fields_set
    given: dict[str, object] = {"external_id": "T-1", "is_void": None}
    omneo.transactions.update_create(given)
    assert (sent(recording)[1][2], given) == ({"external_id": "T-1"}, {"external_id": "T-1", "is_void": None})


def test_a_queue_answers_with_its_text() -> None:
    # Upstream says that this is an envelope, and answers with the text.
    omneo, recording = shop(*[answer(200, {"data": "Queued."})] * 2)
    assert omneo.products.queue(external_id="P-1") == "Queued."
    assert omneo.transactions.queue(external_id="T-1", is_void=None) == "Queued."
    assert [body for _, _, body in sent(recording)] == [{"external_id": "P-1"}, {"external_id": "T-1"}]


def test_items_are_asked_for_by_their_transaction() -> None:
    # Upstream asks for the literal path /transactions/:transactionsId/items.
    omneo, recording = shop(answer(200, {"data": [{"id": 5}]}))
    assert [item.id for item in omneo.transactions.items.list(43, filter={"sku": "TEE"})] == [5]
    assert sent(recording)[0][1] == "/transactions/43/items?filter%5Bsku%5D=TEE"


def test_groups_of_redemptions_are_read_as_a_page_or_as_a_list() -> None:
    # Upstream takes `data` out of a page that it says it answers with whole.
    group = {"profile_id": "92a1", "redemptions": {"data": [{"id": 7}]}}
    omneo, _ = shop(answer(200, {"current_page": 1, "last_page": 1, "data": [group]}), answer(200, {"data": [group]}))
    for _ in range(2):
        page = omneo.redemptions.group_by("profile_id").page()
        assert [r.id for r in page.data[0].redemptions.data] == [7]


def test_a_benefits_return_says_how_often_only_when_asked() -> None:
    omneo, recording = shop(*[answer(200, {"data": {"id": 7}})] * 2)
    omneo.redemptions.benefit_return(7)
    omneo.redemptions.benefit_return(7, count=2)
    assert [body for _, _, body in sent(recording)] == [None, {"count": 2}]


def test_a_body_that_cannot_be_right_is_never_sent() -> None:
    omneo, recording = shop()
    with pytest.raises(ValidationError) as refused:
        omneo.rewards.create({"profile_id": "92a1", "value_initial": "much", "timzone": "UTC"})
    assert set(refused.value.errors) == {"value_initial", "timezone", "timzone"}
    assert "Did you mean `timezone`?" in refused.value.errors["timzone"][0]
    assert recording.requests == []
