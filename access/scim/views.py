"""`/scim/v2/…`: Users, Groups, ServiceProviderConfig, ResourceTypes, Schemas."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from access import signin_people
from access.scim import groups, people, schemas
from access.scim.base import LIST, MOST, Problem, ScimView, address, page_of
from access.scim.filters import narrowed

PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
CONFIG = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
KIND = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
KINDS = {"User": people.SCHEMA, "Group": groups.SCHEMA}
MOST_OPERATIONS = 1000


class UsersView(ScimView):
    def get(self, request: Request) -> Response:
        """People, by `filter`, `startIndex` and `count`. 400 `invalidFilter`."""
        rows = narrowed(people.rows(), request.query_params.get("filter", ""), people.FIELDS)
        return page_of(request, rows, people.shape)

    def post(self, request: Request) -> Response:
        """201 with the person. 400 where userName is no address, 409 `uniqueness` where there is one already."""
        person = people.create(data=self.body(request), by=request.user)
        shown = people.shape(request, person)
        return Response(shown, status=201, headers={"Location": shown["meta"]["location"]})


class UserView(ScimView):
    def get(self, request: Request, pk: int) -> Response:
        return Response(people.shape(request, get_object_or_404(people.rows(), pk=pk)))

    def put(self, request: Request, pk: int) -> Response:
        person = get_object_or_404(people.rows(), pk=pk)
        return Response(people.shape(request, people.replace(person=person, data=self.body(request), by=request.user)))

    def patch(self, request: Request, pk: int) -> Response:
        """`active` false counts from the person's next request on. All operations happen, or none."""
        person = get_object_or_404(people.rows(), pk=pk)
        person = people.patch(person=person, operations=_operations(self.body(request)), by=request.user)
        return Response(people.shape(request, person))

    def delete(self, request: Request, pk: int) -> Response:
        """Switches the person off; their name stays in the history of what they wrote."""
        signin_people.switch_off(person=get_object_or_404(people.rows(), pk=pk), by=request.user)
        return Response(status=204)


class GroupsView(ScimView):
    def get(self, request: Request) -> Response:
        rows = narrowed(groups.rows(), request.query_params.get("filter", ""), groups.FIELDS)
        return page_of(request, rows, groups.shape)

    def post(self, request: Request) -> Response:
        group = groups.create(data=self.body(request), by=request.user)
        shown = groups.shape(request, group)
        return Response(shown, status=201, headers={"Location": shown["meta"]["location"]})


class GroupView(ScimView):
    def get(self, request: Request, pk: int) -> Response:
        return Response(groups.shape(request, get_object_or_404(groups.rows(), pk=pk)))

    def put(self, request: Request, pk: int) -> Response:
        group = get_object_or_404(groups.rows(), pk=pk)
        return Response(groups.shape(request, groups.replace(group=group, data=self.body(request), by=request.user)))

    def patch(self, request: Request, pk: int) -> Response:
        group = get_object_or_404(groups.rows(), pk=pk)
        group = groups.patch(group=group, operations=_operations(self.body(request)), by=request.user)
        return Response(groups.shape(request, group))

    def delete(self, request: Request, pk: int) -> Response:
        groups.delete(group=get_object_or_404(groups.rows(), pk=pk), by=request.user)
        return Response(status=204)


class ConfigView(ScimView):
    def get(self, request: Request) -> Response:
        """What of SCIM is spoken here."""
        no = {"supported": False}
        token = {
            "type": "oauthbearertoken",
            "name": "Bearer token",
            "description": "STEPMARK_SCIM_TOKEN",
            "primary": True,
        }
        return Response(
            {
                "schemas": [CONFIG],
                "patch": {"supported": True},
                "bulk": {**no, "maxOperations": 0, "maxPayloadSize": 0},
                "filter": {"supported": True, "maxResults": MOST},
                "changePassword": no,
                "sort": no,
                "etag": no,
                "authenticationSchemes": [token],
            }
        )


class KindsView(ScimView):
    def get(self, request: Request) -> Response:
        """The two kinds of things: people and groups."""
        found = [_kind(request, name) for name in KINDS]
        return Response({"schemas": [LIST], "totalResults": len(found), "Resources": found})


class KindView(ScimView):
    def get(self, request: Request, name: str) -> Response:
        if name not in KINDS:
            raise Http404
        return Response(_kind(request, name))


class SchemasView(ScimView):
    def get(self, request: Request) -> Response:
        """What each of them consists of."""
        found = [schemas.shape(urn, address(request, "scim:schema", urn)) for urn in schemas.ALL]
        return Response({"schemas": [LIST], "totalResults": len(found), "Resources": found})


class SchemaView(ScimView):
    def get(self, request: Request, urn: str) -> Response:
        if urn not in schemas.ALL:
            raise Http404
        return Response(schemas.shape(urn, address(request, "scim:schema", urn)))


def _kind(request: Request, name: str) -> dict[str, Any]:
    meta = {"resourceType": "ResourceType", "location": address(request, "scim:kind", name)}
    return {
        "schemas": [KIND],
        "id": name,
        "name": name,
        "endpoint": f"/{name}s",
        "schema": KINDS[name],
        "meta": meta,
    }


def _operations(data: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Verb in lower case, path, value."""
    found = data.get("Operations")
    if not isinstance(found, list) or not found or len(found) > MOST_OPERATIONS:
        raise Problem(400, f"Send 1 to {MOST_OPERATIONS} “Operations”.", "invalidSyntax")
    operations = []
    for one in found:
        verb = str(one.get("op", "")).lower() if isinstance(one, dict) else ""
        if verb not in ("add", "replace", "remove"):
            raise Problem(400, "An operation's “op” is add, replace or remove.", "invalidSyntax")
        operations.append((verb, str(one.get("path") or ""), one.get("value")))
    return operations
