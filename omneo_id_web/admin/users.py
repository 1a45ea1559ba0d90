"""People who work with the API."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.access import User, UserInput, UserUpdateInput
from ..operation import Operation
from ..query import ItemQuery, ListQuery
from ..reading import Listed, whole
from ..resource import M, Resource, endpoint, listing, submission


class Users(Resource[M]):
    """People who work with the API."""

    @endpoint
    def me(self) -> Operation[User]:
        """The user whose token this is. `GET /users/me`"""
        return self._operation("GET", "/users/me", whole(User))

    @endpoint
    def get(self, id: int, **query: Unpack[ItemQuery]) -> Operation[User]:
        """A user. `GET /users/{id}`"""
        return self._get("/users/{id}", User, id, query=query)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[User]]:
        """All users. `GET /users`"""
        return self._list("/users", User, query)

    @submission(UserInput)
    def create(self, **body: Unpack[UserInput]) -> Operation[User]:
        """Makes a user. `POST /users`"""
        return self._post("/users", User, body=body)

    @submission(UserUpdateInput)
    def update(self, id: int, /, **body: Unpack[UserUpdateInput]) -> Operation[User]:
        """Changes what is given of a user. `PUT /users/{id}`"""
        return self._put("/users/{id}", User, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes a user. `DELETE /users/{id}`"""
        return self._delete("/users/{id}", id)
