"""Lists of all members; a member's own are written at `omneo.profile(id).lists`."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.inputs.list import ReservationInput, ReservationUpdateInput
from ..models.list import ListReservation, ProductList
from ..models.list_share import AnonymousSharedList, SharedList
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Lists(Resource[M]):
    """Wishlists and gift registries of all members."""

    item_reservations: ItemReservations[M]
    """Promises to buy an item."""
    shares: Shares[M]
    """Lists as they are shown to others."""

    @endpoint
    def get(self, list_id: int) -> Operation[ProductList]:
        """One list. `GET /lists/{list_id}`"""
        return self._get("/lists/{list_id}", ProductList, list_id)

    @listing
    def search(self, **query: Unpack[ListQuery]) -> Operation[Listed[ProductList]]:
        """Lists by `filter={"name": …}` or `params={"name": …}`. `GET /product-lists/search`"""
        return self._list("/product-lists/search", ProductList, query)


class ItemReservations(Resource[M]):
    """Promises to buy an item, by members or by others."""

    @endpoint
    def get(self, item_id: int, reservation_id: int) -> Operation[ListReservation]:
        """One promise. `GET /list/items/{item_id}/reservations/{reservation_id}`"""
        return self._get(
            "/list/items/{item_id}/reservations/{reservation_id}", ListReservation, item_id, reservation_id
        )

    @listing
    def list(self, item_id: int, /, **query: Unpack[ListQuery]) -> Operation[Listed[ListReservation]]:
        """All promises. `GET /list/items/{item_id}/reservations`"""
        return self._list("/list/items/{item_id}/reservations", ListReservation, query, item_id)

    @submission(ReservationInput)
    def create(self, item_id: int, /, **body: Unpack[ReservationInput]) -> Operation[ListReservation]:
        """Promises to buy some of an item. `POST /list/items/{item_id}/reservations`"""
        return self._post("/list/items/{item_id}/reservations", ListReservation, item_id, body=body)

    @submission(ReservationUpdateInput)
    def update(
        self, item_id: int, reservation_id: int, /, **body: Unpack[ReservationUpdateInput]
    ) -> Operation[ListReservation]:
        """Changes a promise. `PUT /list/items/{item_id}/reservations/{reservation_id}`"""
        path = "/list/items/{item_id}/reservations/{reservation_id}"
        return self._put(path, ListReservation, item_id, reservation_id, body=body)

    @endpoint
    def delete(self, item_id: int, reservation_id: int) -> Operation[None]:
        """Takes a promise back. `DELETE /list/items/{item_id}/reservations/{reservation_id}`"""
        return self._delete("/list/items/{item_id}/reservations/{reservation_id}", item_id, reservation_id)


class Shares(Resource[M]):
    """Lists as they are shown to others, by the link's handle."""

    @endpoint
    def get(self, handle: str) -> Operation[SharedList]:
        """A shared list and whose it is. `GET /lists/shares/{handle}`"""
        return self._get("/lists/shares/{handle}", SharedList, handle)

    @endpoint
    def get_no_profile(self, handle: str) -> Operation[AnonymousSharedList]:
        """A shared list without personal data. `GET /lists/shares/{handle}/no_profile`"""
        return self._get("/lists/shares/{handle}/no_profile", AnonymousSharedList, handle)
