"""The OpenAPI document: complete, with examples that hold, and readable without a network."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from jsonschema import Draft202012Validator

from access.api import examples
from tests.support.browsing import client_of

Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    from drf_spectacular.generators import SchemaGenerator

    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


def operations(schema: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def bodies(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield "request", content
    for status, response in operation["responses"].items():
        for media_type, content in response.get("content", {}).items():
            if media_type in examples.JSON_TYPES:
                yield status, content


def test_it_is_made_without_a_warning() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")


def test_every_operation_is_described_and_named(schema: dict[str, Any]) -> None:
    assert schema["openapi"] == "3.1.0"
    known = {tag["name"] for tag in schema["tags"]}
    names = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(names) == len(set(names)) > 50
    for method, path, operation in operations(schema):
        assert operation["summary"], (method, path)
        assert set(operation["tags"]) <= known, (method, path)


def test_every_body_has_an_example_that_its_schema_allows(schema: dict[str, Any]) -> None:
    for method, path, operation in operations(schema):
        for what, content in bodies(operation):
            where = f"{method} {path} {what}"
            assert "example" in content or "examples" in content, where
            shape = {**content["schema"], "components": schema["components"]}
            problems = [error.message for error in Draft202012Validator(shape).iter_errors(content.get("example"))]
            assert problems == [], where


def test_refusals_headers_and_rates_are_in_it(schema: dict[str, Any]) -> None:
    for method, path, operation in operations(schema):
        where = f"{method} {path}"
        responses = operation["responses"]
        assert {"401", "403", "404", "429"} <= set(responses), where
        assert all(
            "application/problem+json" in responses[status]["content"] for status in responses if status >= "400"
        )
        headers = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "header"}
        wanted = {"POST": "Idempotency-Key", "GET": "If-None-Match"}.get(method, "If-Match")
        assert wanted in headers, where


def test_its_page_needs_no_network(db: None) -> None:
    page = Client().get("/api/docs/").content.decode()
    assert "swagger-ui" in page
    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page


@pytest.mark.parametrize("address", ["/api/docs/changes", "/api/problems"])
def test_what_stands_beside_it_is_for_everybody(db: None, address: str) -> None:
    assert client_of(None).get(address).status_code == 200
