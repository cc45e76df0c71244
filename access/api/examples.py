"""An example for every body in the schema, made from the schema itself: so it never says what the API doesn't."""

from typing import Any

JSON_TYPES = ("application/json", "application/problem+json")
# What the fields of this API typically hold, by their names.
KNOWN: dict[str, Any] = {
    "key": "k7m2p9xq4t",
    "sop_key": "",
    "sub_sop_key": "",
    "after": "k7m2p9xq4t",
    "title": "Request a discount",
    "purpose": "So that a discount is approved before the customer hears of it.",
    "when_to_use": "The customer asks for more than 10 %.",
    "who": "Account executives",
    "prerequisites": ["The opportunity is in **Negotiation**."],
    "expected_result": "The quote carries an approval number.",
    "notes": ["Finance answers within one working day."],
    "minutes": 5,
    "library": "sales",
    "slug": "sales",
    "category": "negotiation",
    "tags": ["pricing"],
    "owner": "Maya Chen",
    "name": "Sales",
    "email": "maya@example.com",
    "person": "maya@example.com",
    "description": "How we sell.",
    "body": "Press it in the upper right corner.",
    "section": "Ask for it",
    "note": "Above 25 % the VP decides.",
    "note_kind": "decision",
    "action": "click",
    "target_label": "Request discount",
    "value": "15 %",
    "condition": "If the discount is above 25 %",
    "target_kind": "end",
    "target_key": "",
    "label": "Price list",
    "url": "https://stepmark.example.com/sops/k7m2p9xq4t/",
    "permalink": "https://stepmark.example.com/s/b4n8w2hc6r?v=3",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "content_hash": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "alt": "The deal with **Request discount** in the corner",
    "x": 0.71,
    "y": 0.08,
    "width": 1440,
    "height": 900,
    "number": 3,
    "version": 3,
    "position": 2,
    "revision": 4,
    "sentence": "Title: “Ask” became “Request a discount”.",
    "field": "title",
    "next": "https://stepmark.example.com/api/sops?cursor=cD0x%3Aq9",
    "previous": None,
    "code": "invalid",
    "detail": "title: At most 200 characters.",
    "type": "/api/problems#invalid",
    "status": 400,
    "query": "discount approval",
    "did_you_mean": "",
    "mode": "hybrid",
    "notice": "",
    "text": "The amount field is called Value now.",
    "at": "2026-03-02T09:30:00Z",
    "stage": "hear",
    "share": 0.4,
    "size": 18_400_000,
    "duration_s": 74.2,
}
# Of truths, those that seldom hold; all others are shown true.
RARELY = {"is_draft", "is_back", "is_same", "is_changed", "is_moved", "is_chosen", "is_exact"}
BY_FORMAT = {
    "date-time": "2026-03-02T09:30:00Z",
    "date": "2026-09-02",
    "uri": "https://stepmark.example.com/",
    "email": "maya@example.com",
    "uuid": "3f1c2a9e-5c1d-4e5b-9d52-6a1f0c9b7e44",
    "binary": "(the file)",
}
TITLES = {400: "invalid", 401: "not_authenticated", 403: "permission_denied", 404: "not_found", 409: "conflict"}
TITLES |= {410: "removed", 412: "precondition_failed", 413: "too_large", 415: "unsupported_media_type"}
TITLES |= {422: "idempotency_key_reused", 428: "precondition_required", 429: "throttled"}
DEEPEST = 6


def add(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Give every JSON body of the operation an example, where it has none of its own."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        _add(content, schemas)
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            if media_type in JSON_TYPES:
                _add(content, schemas)
                if int(status) >= 400:
                    _tell_problem(content, int(status))


def _add(content: dict[str, Any], schemas: dict[str, Any]) -> None:
    if "example" not in content and "examples" not in content:
        content["example"] = example_of(content.get("schema", {}), schemas)


def _tell_problem(content: dict[str, Any], status: int) -> None:
    """A problem's example says what this status means."""
    from access.api.problems import CODES, problem

    code = TITLES.get(status, "error")
    shown = problem(code, CODES[code][1], status)
    content["example"] = {**(content.get("example") or {}), **shown}
    if code != "invalid":
        content["example"].pop("fields", None)


def example_of(schema: dict[str, Any], schemas: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    """A value that the schema allows."""
    if "$ref" in schema:
        return example_of(schemas.get(schema["$ref"].rsplit("/", 1)[-1], {}), schemas, name, depth + 1)
    for way in ("allOf", "oneOf", "anyOf"):
        if schema.get(way):
            return example_of(schema[way][0], schemas, name, depth)
    if "default" in schema and name not in KNOWN:
        return schema["default"]
    if schema.get("enum"):
        return KNOWN[name] if KNOWN.get(name) in schema["enum"] else schema["enum"][0]
    kinds = schema.get("type", "object")
    kind = next((one for one in kinds if one != "null"), "null") if isinstance(kinds, list) else kinds
    return _of_kind(kind, schema, schemas, name, depth)


def _of_kind(kind: str, schema: dict[str, Any], schemas: dict[str, Any], name: str, depth: int) -> Any:
    known = KNOWN.get(name)
    if kind == "object":
        return _object(schema, schemas, depth)
    if kind == "array":
        if isinstance(known, list):
            return known
        return [] if depth > DEEPEST else [example_of(schema.get("items", {}), schemas, name.rstrip("s"), depth + 1)]
    if kind == "string":
        if isinstance(known, str) and "format" not in schema:
            return known
        return known if isinstance(known, str) and schema["format"] == "uri" else _text(schema, name)
    if kind in ("integer", "number"):
        number = known if isinstance(known, int | float) and not isinstance(known, bool) else schema.get("minimum", 1)
        if kind == "number" and schema.get("maximum") == 1:
            number = 0.25
        return int(number) if kind == "integer" else float(number)
    return name not in RARELY if kind == "boolean" else None


def _text(schema: dict[str, Any], name: str) -> str:
    return BY_FORMAT.get(schema.get("format", ""), name.replace("_", " ").capitalize() or "text")


def _object(schema: dict[str, Any], schemas: dict[str, Any], depth: int) -> dict[str, Any]:
    if depth > DEEPEST * 2:
        return {}
    return {
        name: example_of(part, schemas, name, depth + 1)
        for name, part in schema.get("properties", {}).items()
        if not part.get("writeOnly")
    }
