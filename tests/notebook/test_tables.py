"""Lists as frames: the columns' names and types, and what is in them, for pandas, polars and Arrow."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pandas
import polars
import pyarrow
import pytest
from pydantic import Field

from omneo_id_web import ID, Page, SyncID
from omneo_id_web.models.base import Many, Model
from omneo_id_web.sandbox.serving import Running
from omneo_id_web.tables import Rows, collect, columns_of


class Shop(Model):
    name: str | None = None
    opened_date: str | None = None


class Line(Model):
    sku: str
    price: float | None = None


class Sale(Model):
    id: int
    status: str | None = None
    note: str | None = None
    total: float | None = None
    weight: float | None = None
    is_void: bool | None = None
    transacted_at: str | None = None
    transacted_local_at: str | None = None
    shop: Shop | None = None
    tags: Many[str] = Field(default_factory=list)
    lines: Many[Line] = Field(default_factory=list)


SALES = [
    Sale(
        id=1,
        status="paid",
        total=19.9,
        weight=1.5,
        is_void=False,
        transacted_at="2026-03-01 23:30:00",
        transacted_local_at="2026-03-02 09:30:00",
        shop=Shop(name="Hobart", opened_date="2019-04-01"),
        tags=["vip"],
        lines=[Line(sku="A", price=9.95), Line(sku="B", price=9.95)],
    ),
    Sale.model_validate({"id": 2, "total": 0.1, "colour": "moss"}),
]
MOMENT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
NAMES = [
    "id",
    "status",
    "note",
    "total",
    "weight",
    "is_void",
    "transacted_at",
    "transacted_local_at",
    "shop.name",
    "shop.opened_date",
    "tags",
    "lines",
    "colour",
]


def test_columns_are_named_by_one_rule() -> None:
    assert list(columns_of(SALES)) == NAMES
    assert "shop.name" not in columns_of(SALES[1:])
    assert columns_of(SALES)["note"].values == [None, None]
    assert columns_of(SALES)["lines"].values[0] == [{"sku": "A", "price": 9.95}, {"sku": "B", "price": 9.95}]


def test_pandas_has_the_types_that_are_meant() -> None:
    frame = Page(SALES).to_pandas()
    kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert list(kinds) == NAMES
    assert kinds["id"] == "Int64"
    assert kinds["status"] == "category"
    assert kinds["note"] == "string"
    assert kinds["total"] == kinds["weight"] == "float64"
    assert kinds["is_void"] == "boolean"
    assert kinds["transacted_at"] == "datetime64[us, UTC]"
    assert kinds["transacted_local_at"] == kinds["shop.opened_date"] == "datetime64[us]"
    assert frame["transacted_at"][0] == MOMENT
    assert frame["transacted_at"].isna()[1]
    assert frame["tags"][0] == ["vip"]
    assert Page(SALES).to_pandas(decimals=True)["total"].sum() == Decimal("20.00")


def test_polars_has_the_types_that_are_meant() -> None:
    schema = dict(Page(SALES).to_polars(decimals=True).schema)
    assert schema["id"] == polars.Int64
    assert schema["status"] == polars.Categorical
    assert schema["total"] == polars.Decimal(38, 2)
    assert schema["weight"] == polars.Float64
    assert schema["transacted_at"] == polars.Datetime("us", "UTC")
    assert schema["transacted_local_at"] == polars.Datetime("us")
    assert schema["shop.opened_date"] == polars.Date
    assert schema["tags"] == polars.List(polars.String)
    assert Page(SALES).to_polars()["transacted_at"].to_list() == [MOMENT, None]


def test_arrow_has_the_types_that_are_meant() -> None:
    table = Page(SALES).to_arrow(decimals=True)
    kinds = {field.name: field.type for field in table.schema}
    assert kinds["id"] == pyarrow.int64()
    assert pyarrow.types.is_dictionary(kinds["status"])
    assert kinds["total"] == pyarrow.decimal128(38, 2)
    assert kinds["transacted_at"] == pyarrow.timestamp("us", tz="UTC")
    assert kinds["shop.opened_date"] == pyarrow.date32()
    assert table["shop.opened_date"].to_pylist() == [date(2019, 4, 1), None]
    assert Page(SALES).to_arrow()["total"].to_pylist() == [19.9, 0.1]


def test_exploding_a_list_makes_a_row_for_each_of_its_things() -> None:
    frame = Page(SALES).to_pandas(["id", "lines.sku", "lines.price"], explode="lines")
    assert frame["id"].tolist() == [1, 1, 2]
    assert frame["lines.sku"].tolist()[:2] == ["A", "B"]
    assert frame["lines.sku"].isna()[2]
    assert columns_of(SALES, ["tags"], explode="tags")["tags"].values == ["vip", None]


def test_columns_are_kept_in_the_order_asked_for_and_a_mistyped_one_is_named() -> None:
    assert Page(SALES).to_arrow(["total", "id"]).column_names == ["total", "id"]
    assert list(columns_of(SALES[1:], ["shop.name"])) == ["shop.name"]
    with pytest.raises(ValueError, match=r"no row has a `totl`\. Did you mean `total`\?"):
        Page(SALES).to_pandas(["totl"])
    with pytest.raises(ValueError, match=r"Did you mean `lines`\?"):
        Page(SALES).to_pandas(explode="line")


def test_a_column_with_a_text_that_is_no_moment_stays_text() -> None:
    odd = [Sale(id=1, transacted_at="0000-00-00 00:00:00"), Sale(id=2, transacted_at="2026-01-01 00:00:00")]
    column = columns_of(odd)["transacted_at"]
    assert column.kind == "text"
    assert column.values == ["0000-00-00 00:00:00", "2026-01-01 00:00:00"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, None], "whole"),
        ([1, 2.5], "number"),
        ([True, None], "flag"),
        (["a", 1], "text"),
        ([["a"], None], "many"),
        (["a", "b"], "text"),
    ],
)
def test_a_field_that_no_type_knows_is_taken_by_its_values(values: list[Any], kind: str) -> None:
    rows = [{"id": 0, "new": value} for value in values]
    assert columns_of(rows)["new"].kind == kind
    for frame in (Page(rows).to_pandas(), Page(rows).to_polars(), Page(rows).to_arrow()):
        assert len(frame) == len(values)


def test_things_too_different_for_one_type_are_json_in_polars_and_arrow() -> None:
    rows = [{"many": [{"a": 1}, "b"]}, {"many": [3]}]
    texts = ['[{"a": 1}, "b"]', "[3]"]
    assert Page(rows).to_arrow()["many"].to_pylist() == texts
    assert Page(rows).to_polars()["many"].to_list() == texts


def test_secrets_are_in_no_frame_unless_they_are_named() -> None:
    card = {"name": "Gift", "credit_number": "6006490000000017", "pin": 4711}
    rows = [
        {"id": 1, "token": "s3cret", "card": card, "cards": [card, {"inner": card}], "tokens": ["s3cret"]},
        {"id": 2},
    ]
    page = Page(rows)
    assert list(columns_of(rows)) == ["id", "card.name", "cards"]
    for told in (page.to_pandas().to_json(), page.to_polars().write_json(), str(page.to_arrow().to_pylist())):
        assert "Gift" in told
        assert not [secret for secret in ("s3cret", "6006490000000017", "4711") if secret in told]
    assert page.to_pandas(["token"])["token"].tolist()[0] == "s3cret"


def test_no_rows_make_an_empty_frame() -> None:
    empty: Page[Sale] = Page([])
    assert len(empty.to_pandas()) == len(empty.to_polars()) == len(empty.to_arrow()) == 0
    assert list(empty.to_pandas(["id"]).columns) == ["id"]


def test_real_lists_become_frames(ada: SyncID) -> None:
    sales = collect(ada.profile.transactions.list(page_size=7))
    assert isinstance(sales, Rows)
    assert len(sales) == ada.profile.transactions.list().total
    frame = sales.to_pandas()
    assert str(frame["transacted_at"].dtype) == "datetime64[us, UTC]"
    assert frame["total"].sum() == pytest.approx(sum(sale.total or 0 for sale in sales))
    assert set(frame["location.name"]) == {sale.location.name for sale in sales if sale.location}
    lines = sales.to_polars(["receipt_ref", "items.sku", "items.quantity"], explode="items")
    assert lines.height == sum(len(sale.items) for sale in sales)
    assert sales.to_arrow().num_rows == len(sales)


def test_collecting_tells_its_progress_and_stops_at_its_limit(ada: SyncID) -> None:
    told: list[tuple[int, int | None]] = []
    rows = collect(ada.profile.transactions.list(page_size=5, limit=7, on_progress=lambda *at: told.append(at)))
    assert len(rows) == 7
    assert told == [(5, 7), (7, 7)]


def test_a_sync_list_is_a_table_of_its_first_page(ada: SyncID) -> None:
    assert len(ada.profile.transactions.list(page_size=5).to_pandas(["total"])) == 5


async def _collected(sandbox: Running) -> Rows[Any]:
    token, _ = sandbox.app.sandbox.mint(sandbox.info["profile_id"])
    async with ID("sandbox", token=token, base_url=sandbox.info["id_base_url"]) as id_:
        return await collect(id_.profile.points.list(page_size=10))


def test_an_awaited_list_is_collected_by_awaiting(sandbox: Running) -> None:
    with ThreadPoolExecutor(1) as away:  # from the loop that a browser test may have left running here
        rows = away.submit(lambda: asyncio.run(_collected(sandbox))).result()
    assert len(rows) > 20
    assert str(rows.to_pandas()["expires_at"].dtype) == "datetime64[us, UTC]"
    assert isinstance(pandas.DataFrame(rows.to_pandas()), pandas.DataFrame)
