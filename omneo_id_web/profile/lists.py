"""A profile's lists."""

from __future__ import annotations

import builtins

from typing_extensions import Unpack

from ..models.custom_field import CustomField, CustomFieldInput, CustomFieldUpdateInput
from ..models.list import (
    CustomListItemInput,
    ListInput,
    ListItem,
    ListItemInput,
    ListReservation,
    ListShare,
    ListUpdateInput,
    ProductList,
)
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed, unwrapped
from ..resource import M, Resource, endpoint, listing, submission


class Lists(Resource[M]):
    """Wishlists and gift registries."""

    custom_fields: ListCustomFields[M]
    """The shop's own fields of a list."""
    items: ListItems[M]
    """What is on a list."""
    reservations: ListReservations[M]
    """What the member has promised to buy from others' lists."""
    shares: ListShares[M]
    """Links that show a list to others."""

    @endpoint
    def get(self, list_id: int | str) -> Operation[ProductList]:
        """One list. `GET {profile}/lists/{list_id}`"""
        return self._get("/lists/{list_id}", ProductList, list_id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[ProductList]]:
        """All lists. `GET {profile}/lists`"""
        return self._list("/lists", ProductList, query)

    @submission(ListInput)
    def create(self, **body: Unpack[ListInput]) -> Operation[ProductList]:
        """Makes a list. `POST {profile}/lists`"""
        return self._post("/lists", ProductList, body=body)

    @submission(ListUpdateInput)
    def update(self, list_id: int | str, /, **body: Unpack[ListUpdateInput]) -> Operation[ProductList]:
        """Changes what is given of a list. `PUT {profile}/lists/{list_id}`"""
        return self._put("/lists/{list_id}", ProductList, list_id, body=body)

    @endpoint
    def delete(self, list_id: int | str) -> Operation[None]:
        """Removes a list. `DELETE {profile}/lists/{list_id}`"""
        return self._delete("/lists/{list_id}", list_id)


class ListCustomFields(Resource[M]):
    """The shop's own fields of a list, filed under a namespace and a handle."""

    @endpoint
    def get(self, list_id: int | str, namespace: str, handle: str) -> Operation[CustomField]:
        """One field. `GET {profile}/lists/{list_id}/custom-fields/{namespace}:{handle}`"""
        return self._get("/lists/{list_id}/custom-fields/{namespace}:{handle}", CustomField, list_id, namespace, handle)

    @listing
    def list(self, list_id: int | str, /, **query: Unpack[ListQuery]) -> Operation[Listed[CustomField]]:
        """All fields. `GET {profile}/lists/{list_id}/custom-fields`"""
        return self._list("/lists/{list_id}/custom-fields", CustomField, query, list_id)

    @submission(CustomFieldInput)
    def create(self, list_id: int | str, /, **body: Unpack[CustomFieldInput]) -> Operation[CustomField]:
        """Adds a field. `POST {profile}/lists/{list_id}/custom-fields`"""
        return self._post("/lists/{list_id}/custom-fields", CustomField, list_id, body=body)

    @submission(CustomFieldUpdateInput)
    def update(
        self, list_id: int | str, namespace: str, handle: str, /, **body: Unpack[CustomFieldUpdateInput]
    ) -> Operation[CustomField]:
        """Changes a field. `PUT {profile}/lists/{list_id}/custom-fields/{namespace}:{handle}`"""
        return self._put(
            "/lists/{list_id}/custom-fields/{namespace}:{handle}",
            CustomField,
            list_id,
            namespace,
            handle,
            body=body,
        )

    @endpoint
    def delete(self, list_id: int | str, namespace: str, handle: str) -> Operation[None]:
        """Removes a field. `DELETE {profile}/lists/{list_id}/custom-fields/{namespace}:{handle}`"""
        return self._delete("/lists/{list_id}/custom-fields/{namespace}:{handle}", list_id, namespace, handle)


class ListItems(Resource[M]):
    """What is on a list."""

    @endpoint
    def get(self, list_id: int | str, list_item_id: int) -> Operation[ListItem]:
        """One item. `GET {profile}/lists/{list_id}/items/{list_item_id}`"""
        return self._get("/lists/{list_id}/items/{list_item_id}", ListItem, list_id, list_item_id)

    @listing
    def list(self, list_id: int | str, /, **query: Unpack[ListQuery]) -> Operation[Listed[ListItem]]:
        """All items. `GET {profile}/lists/{list_id}/items`"""
        return self._list("/lists/{list_id}/items", ListItem, query, list_id)

    @submission(ListItemInput)
    def create(self, list_id: int | str, /, **body: Unpack[ListItemInput]) -> Operation[ListItem]:
        """Puts a product on a list. `POST {profile}/lists/{list_id}/items`"""
        return self._post("/lists/{list_id}/items", ListItem, list_id, body=body)

    @submission(CustomListItemInput)
    def custom(self, list_id: int | str, /, **body: Unpack[CustomListItemInput]) -> Operation[ListItem]:
        """Puts something on a list that is not in the catalogue. `POST {profile}/lists/{list_id}/custom`"""
        return self._post("/lists/{list_id}/custom", ListItem, list_id, body=body)

    @submission(ListItemInput)
    def update(self, list_id: int | str, list_item_id: int, /, **body: Unpack[ListItemInput]) -> Operation[ListItem]:
        """Changes what is given of an item. `PUT {profile}/lists/{list_id}/items/{list_item_id}`"""
        return self._put("/lists/{list_id}/items/{list_item_id}", ListItem, list_id, list_item_id, body=body)

    @endpoint
    def delete(self, list_id: int | str, list_item_id: int) -> Operation[builtins.list[ListItem]]:
        """Takes an item off; answers with those that remain. `DELETE {profile}/lists/{list_id}/items/{list_item_id}`"""
        path = "/lists/{list_id}/items/{list_item_id}"
        return self._operation("DELETE", path, unwrapped(list[ListItem]), list_id, list_item_id)


class ListReservations(Resource[M]):
    """What the member has promised to buy."""

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[ListReservation]]:
        """All reservations, on whichever list. `GET {profile}/reservations`"""
        return self._list("/reservations", ListReservation, query)


class ListShares(Resource[M]):
    """Links that show a list to others."""

    @endpoint
    def create(self, list_id: int | str) -> Operation[ListShare]:
        """Makes a link. `POST {profile}/lists/{list_id}/shares`"""
        return self._post("/lists/{list_id}/shares", ListShare, list_id)

    @endpoint
    def delete(self, list_id: int | str, share_id: int) -> Operation[None]:
        """Takes a link back. `DELETE {profile}/lists/{list_id}/shares/{share_id}`"""
        return self._delete("/lists/{list_id}/shares/{share_id}", list_id, share_id)
