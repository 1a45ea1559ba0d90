"""Settings of the shop."""

from __future__ import annotations

import builtins

from typing_extensions import Unpack

from ..models.setting import EnvironmentSetting, Setting, SettingInput, SettingUpdateInput
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Settings(Resource[M]):
    """Settings of the shop."""

    @endpoint
    def get(self, handle: str) -> Operation[Setting]:
        """A setting. `GET /settings/{handle}`"""
        return self._get("/settings/{handle}", Setting, handle)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Setting]]:
        """All settings; they are not paged. `GET /settings`"""
        return self._list("/settings", Setting, query)

    @submission(SettingInput)
    def create(self, **body: Unpack[SettingInput]) -> Operation[Setting]:
        """Makes a setting. `POST /settings`"""
        return self._post("/settings", Setting, body=body)

    @submission(SettingUpdateInput)
    def update(self, handle: str, /, **body: Unpack[SettingUpdateInput]) -> Operation[Setting]:
        """Changes what is given of a setting. `PUT /settings/{handle}`"""
        return self._put("/settings/{handle}", Setting, handle, body=body)

    @endpoint
    def delete(self, handle: str) -> Operation[None]:
        """Removes a setting. `DELETE /settings/{handle}`"""
        return self._delete("/settings/{handle}", handle)

    @endpoint
    def get_environment(self) -> Operation[builtins.list[EnvironmentSetting]]:
        """What the installation is set to; `app.request_key` signs what the shop sends. `GET /settings/environment`"""
        return self._get("/settings/environment", list[EnvironmentSetting])
