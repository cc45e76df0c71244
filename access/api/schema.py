"""How the OpenAPI document tells what holds everywhere: headers, problems, and an example for every operation."""

from typing import Any, Final

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from access.api import examples, problems
from access.api.base import ApiView
from access.api.preconditions import NEEDS_A_TAG

HEADER: Final = "header"
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    str,
    HEADER,
    description="Sent again with the same body within 24 hours: done once, answered alike.",
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, HEADER, description="The `ETag` that you read, or `*`. 412 if it changed since."
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, HEADER, description="The `ETag` that you have: 304 if it still holds."
)
REFUSALS = {
    "400": "Values that can't be used.",
    "401": "No session and no token, or an unknown one.",
    "403": "You may read this, but not do that; or the token's scope is too narrow.",
    "404": "Nothing here, or you may not see it: the same answer.",
    "412": "Changed since you read it.",
    "422": "The Idempotency-Key came with another request before.",
    "428": "`If-Match` is missing.",
    "429": "Too many requests; `Retry-After` says how long to wait.",
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `code` is stable, `detail` a sentence about this case.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "fields": {
            "type": "object",
            "additionalProperties": True,
            "description": "With `invalid`: complaints by field.",
        },
    },
    "additionalProperties": True,
}
RATES = {
    "RateLimit-Limit": "Requests a minute.",
    "RateLimit-Remaining": "Left in this minute.",
    "RateLimit-Reset": "Seconds until the next one.",
}


class ApiSchema(AutoSchema):
    """Adds the headers that `ApiView` understands to every operation."""

    def get_override_parameters(self) -> list[Any]:
        given = super().get_override_parameters()
        if not isinstance(self.view, ApiView):
            return given
        if self.method == "POST":
            return [*given, IDEMPOTENCY, IF_MATCH]
        return [*given, IF_NONE_MATCH if self.method == "GET" else IF_MATCH]


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Postprocessing: refusals as problems, headers of rates, and an example wherever a body is."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    result["components"]["headers"] = {
        name: {"description": text, "schema": {"type": "integer"}} for name, text in RATES.items()
    }
    for path in result["paths"].values():
        for method, operation in path.items():
            _complete(operation, method.upper())
            examples.add(operation, schemas)
    return result


def _complete(operation: dict[str, Any], method: str) -> None:
    responses = operation["responses"]
    wanted = ["400", "401", "403", "404", "429"]
    wanted += ["412", "422"] if method == "POST" else []
    wanted += ["412", "428"] if method in NEEDS_A_TAG else []
    for status in wanted:
        responses.setdefault(status, {"description": REFUSALS[status]})
    if method == "GET":
        responses.setdefault("304", {"description": "What you have still holds: see `If-None-Match`."})
    for status, response in responses.items():
        if int(status) >= 400:
            given: dict[str, Any] = next(iter(response.get("content", {}).values()), {})
            schema = given.get("schema")
            response["content"] = {problems.MEDIA_TYPE: {"schema": schema or {"$ref": "#/components/schemas/Problem"}}}
            response["description"] = response.get("description") or REFUSALS.get(status, "Refused.")
        else:
            response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in RATES} | response.get(
                "headers", {}
            )
            response["description"] = response.get("description") or "Done."
    operation["responses"] = dict(sorted(responses.items()))
