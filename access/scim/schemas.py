"""What a person and a group consist of here, in the form of RFC 7643, section 7: only what is really kept."""

from typing import Any

from access.scim import groups, people

SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Schema"


def _attribute(name: str, says: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "name": name,
        "type": kind,
        "multiValued": False,
        "description": says,
        "required": False,
        "mutability": "readWrite",
        "returned": "default",
    }
    if kind in ("string", "reference"):
        usual |= {"caseExact": False, "uniqueness": "none"}
    return usual | more


PERSON = [
    _attribute("userName", "The e-mail address that they sign in with.", required=True, uniqueness="server"),
    _attribute("displayName", "Their name, as everybody sees it."),
    _attribute("name", "Their name.", "complex", subAttributes=[_attribute("formatted", "The whole name.")]),
    _attribute(
        "emails",
        "One address: the userName.",
        "complex",
        multiValued=True,
        subAttributes=[
            _attribute("value", "The address."),
            _attribute("type", "Always work.", canonicalValues=["work"]),
            _attribute("primary", "Always true.", "boolean"),
        ],
    ),
    _attribute("active", "Whether they may sign in. False counts from their next request on.", "boolean"),
]
GROUP = [
    _attribute("displayName", "The group's name.", required=True, uniqueness="server"),
    _attribute(
        "members",
        "Those whom the directory put in.",
        "complex",
        multiValued=True,
        subAttributes=[
            _attribute("value", "The person's id.", mutability="immutable"),
            _attribute("display", "Their name.", mutability="readOnly"),
            _attribute("$ref", "Their address.", "reference", mutability="immutable", referenceTypes=["User"]),
        ],
    ),
]
ALL = {
    people.SCHEMA: ("User", "A person", PERSON),
    groups.SCHEMA: ("Group", "A group of people", GROUP),
}


def shape(urn: str, location: str) -> dict[str, Any]:
    name, says, attributes = ALL[urn]
    return {
        "schemas": [SCHEMA],
        "id": urn,
        "name": name,
        "description": says,
        "attributes": attributes,
        "meta": {"resourceType": "Schema", "location": location},
    }
