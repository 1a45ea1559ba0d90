"""Companies, schools and clubs."""

from __future__ import annotations

from typing_extensions import Unpack

from ..models.organisation import Organisation, OrganisationInput, OrganisationProfileInput, OrganisationUpdateInput
from ..models.profile import Profile
from ..operation import Operation
from ..query import ListQuery
from ..reading import Listed
from ..resource import M, Resource, endpoint, listing, submission


class Organisations(Resource[M]):
    """Companies, schools and clubs."""

    profiles: OrganisationProfiles[M]
    """Who belongs to an organisation."""

    @endpoint
    def get(self, id: int) -> Operation[Organisation]:
        """An organisation. `GET /organisations/{id}`"""
        return self._get("/organisations/{id}", Organisation, id)

    @listing
    def list(self, **query: Unpack[ListQuery]) -> Operation[Listed[Organisation]]:
        """All organisations. `GET /organisations`"""
        return self._list("/organisations", Organisation, query)

    @submission(OrganisationInput)
    def create(self, **body: Unpack[OrganisationInput]) -> Operation[Organisation]:
        """Makes an organisation. `POST /organisations`"""
        return self._post("/organisations", Organisation, body=body)

    @submission(OrganisationUpdateInput)
    def update(self, id: int, /, **body: Unpack[OrganisationUpdateInput]) -> Operation[Organisation]:
        """Changes what is given of an organisation. `PUT /organisations/{id}`"""
        return self._put("/organisations/{id}", Organisation, id, body=body)

    @endpoint
    def delete(self, id: int) -> Operation[None]:
        """Removes an organisation. `DELETE /organisations/{id}`"""
        return self._delete("/organisations/{id}", id)


class OrganisationProfiles(Resource[M]):
    """Who belongs to an organisation."""

    @listing
    def list(self, organisation_id: int, /, **query: Unpack[ListQuery]) -> Operation[Listed[Profile]]:
        """All profiles of an organisation. `GET /organisations/{organisation_id}/profiles`"""
        return self._list("/organisations/{organisation_id}/profiles", Profile, query, organisation_id)

    @submission(OrganisationProfileInput)
    def create(self, organisation_id: int, /, **body: Unpack[OrganisationProfileInput]) -> Operation[Profile]:
        """Adds a profile, in a role. `POST /organisations/{organisation_id}/profiles`"""
        return self._post("/organisations/{organisation_id}/profiles", Profile, organisation_id, body=body)

    @endpoint
    def delete(self, organisation_id: int, profile_id: str) -> Operation[None]:
        """Takes a profile out. `DELETE /organisations/{organisation_id}/profiles/{profile_id}`"""
        return self._delete("/organisations/{organisation_id}/profiles/{profile_id}", organisation_id, profile_id)
