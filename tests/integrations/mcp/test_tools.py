"""Tools and resources of the MCP server, asked by the real client library in this process."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from mcp import Client, MCPError

from access import limits
from access.models import ApiToken, Membership
from access.services import make_token
from integrations.mcp import asking, server, web
from sops.models import Feedback, Sop
from sops.services import editing, publishing
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

pytestmark = pytest.mark.django_db


def ask(person: Any, what: Callable[[Client], Awaitable[Any]]) -> Any:
    """What a client of a server that acts as this person gets."""

    async def talk() -> Any:
        async with Client(server.make(lambda: person)) as client:
            return await what(client)

    return async_to_sync(talk)()


def call(person: Any, tool: str, **arguments: Any) -> Any:
    return ask(person, lambda client: client.call_tool(tool, arguments))


async def refusal(client: Client, uri: str) -> str:
    """What is said instead of the resource."""
    try:
        await client.read_resource(uri)
    except MCPError as problem:
        return str(problem)
    return ""


@pytest.fixture
def sop(cast: Cast, settings: Any, django_capture_on_commit_callbacks: Any) -> Sop:
    settings.STEPMARK_BASE_URL = "https://kb.example.com"
    with django_capture_on_commit_callbacks(execute=True):
        made = make_sop(cast.sales, cast.ed)
        make_sop(cast.desk, cast.dee, title="Secret discount of the desk", steps=["Press **Secret discount**"])
        make_sop(cast.sales, cast.ed, title="A draft about a discount", publish=False)
    return made


def test_an_assistant_is_told_what_there_is(cast: Cast) -> None:
    tools = ask(cast.rosa, lambda client: client.list_tools()).tools
    assert {tool.name for tool in tools} == {"search_steps", "get_sop", "get_step", "list_libraries", "report_problem"}
    assert all(tool.description and tool.output_schema for tool in tools)
    reads = {tool.name: tool.annotations.read_only_hint for tool in tools}
    assert [name for name, only in reads.items() if not only] == ["report_problem"]


def test_search_lands_on_the_step_with_its_link_and_shows_nothing_hidden(cast: Cast, sop: Sop) -> None:
    """Cases 7, 9, 10."""
    found = call(cast.rosa, "search_steps", query="request discount").structured_content
    assert {step["sop"] for step in found["steps"]} == {sop.key}
    best = found["steps"][0]
    assert best["url"] == f"https://kb.example.com/s/{best['step']}?v=1"
    assert best["title"] == "Click Request discount"
    assert found["total"] == 1
    assert call(cast.rosa, "search_steps", query="secret").structured_content["steps"] == []
    assert call(cast.dee, "search_steps", query="secret", library="deal-desk").structured_content["total"] == 1


def test_a_whole_sop_and_one_step(cast: Cast, sop: Sop) -> None:
    whole = call(cast.rosa, "get_sop", key=sop.key).structured_content
    assert (whole["title"], whole["version"], len(whole["steps"])) == ("Request a discount", 1, 3)
    one = call(cast.rosa, "get_step", key=whole["steps"][1]["step"]).structured_content
    assert (one["step"]["title"], one["sop"]) == ("Click Request discount", sop.key)


def test_readers_words_are_those_of_the_published_version(cast: Cast, sop: Sop) -> None:
    """Case 10: also for who may edit."""
    editing.update_step(step=step_of(sop), by=cast.ed, title="Not yet")
    assert call(cast.ed, "get_sop", key=sop.key).structured_content["steps"][0]["title"] == "Open the deal"
    publishing.withdraw(sop=sop, by=cast.ed)
    assert call(cast.ed, "get_sop", key=sop.key).is_error


@pytest.mark.parametrize("tool", ["get_sop", "get_step"])
def test_hidden_and_missing_are_the_same(cast: Cast, sop: Sop, tool: str) -> None:
    """Case 2."""
    hidden = Sop.objects.get(library=cast.desk)
    key = hidden.key if tool == "get_sop" else step_of(hidden).key
    there, missing = call(cast.rosa, tool, key=key), call(cast.rosa, tool, key="nothing")
    assert there.is_error
    assert there.content[0].text == missing.content[0].text
    assert call(cast.dee, tool, key=key).is_error is False


@pytest.mark.parametrize("odd", ["\x00", "x" * 100_000, "‮🧭", "' OR 1=1 --", ""])
def test_odd_arguments_are_answered_in_words(cast: Cast, sop: Sop, odd: str) -> None:
    """Cases 29 and 31."""
    assert "There is no such step" in call(cast.rosa, "get_step", key=odd).content[0].text
    assert call(cast.rosa, "search_steps", query=odd, limit=10**9).is_error is False
    assert call(cast.rosa, "search_steps").is_error, "an argument is missing"
    assert call(cast.rosa, "search_steps", query="x", limit="many").is_error


def test_libraries_with_what_is_published(cast: Cast, sop: Sop) -> None:
    rows = call(cast.rosa, "list_libraries").structured_content["result"]
    assert [(row["slug"], row["sops"]) for row in rows] == [("sales", 1)]


def test_a_problem_is_reported_in_the_persons_name(cast: Cast, sop: Sop) -> None:
    key = step_of(sop, 2).key
    told = call(cast.rosa, "report_problem", step=key, kind="outdated", text="It is called Ask now.").structured_content
    row = Feedback.objects.get()
    assert (row.given_by, row.step_number, row.version.number, row.kind) == (cast.rosa, 2, 1, "outdated")  # type: ignore[union-attr]
    assert told == {"id": row.pk, "about": row.where, "url": f"https://kb.example.com{row.get_absolute_url()}"}
    for wrong in ({"kind": "rant"}, {"text": " "}, {"step": "nothing"}, {"text": "x" * 2001}):
        said = call(cast.rosa, "report_problem", **{"step": key, "kind": "wrong", "text": "x", **wrong})
        assert said.is_error, wrong
    assert Feedback.objects.count() == 1


def test_a_token_that_reads_reports_nothing(cast: Cast, sop: Sop) -> None:
    """Case 1."""
    make_token(user=cast.rosa, name="Assistant", scope="read")
    reader = limits.carrying(cast.rosa, ApiToken.objects.get())
    said = call(reader, "report_problem", step=step_of(sop).key, kind="wrong", text="x")
    assert (said.is_error, "may only read" in said.content[0].text) == (True, True)
    assert call(reader, "get_sop", key=sop.key).is_error is False


def test_sops_are_resources(cast: Cast, sop: Sop) -> None:
    listed = ask(cast.rosa, lambda client: client.list_resources()).resources
    assert [str(resource.uri) for resource in listed] == [f"stepmark://sops/{sop.key}"]
    read = ask(cast.rosa, lambda client: client.read_resource(f"stepmark://sops/{sop.key}"))
    text = read.contents[0].text
    assert text.startswith("# Request a discount")
    assert f"https://kb.example.com/s/{step_of(sop, 2).key}?v=1" in text
    hidden = Sop.objects.get(library=cast.desk)
    assert "may not see it" in ask(cast.rosa, lambda client: refusal(client, f"stepmark://sops/{hidden.key}"))


def test_what_is_asked_does_not_grow_with_the_sops(cast: Cast, sop: Sop, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            asking.list_libraries(cast.rosa)
            asking.listed_sops(cast.rosa)
            asking.get_sop(cast.rosa, sop.key)
        return len(asked)

    few = queries()
    for number in range(10):
        make_sop(cast.sales, cast.ed, title=f"SOP {number}")
        editing.add_step(sop=sop, by=cast.ed, title=f"Step {number}")
    publishing.publish(sop=sop, by=cast.ed)
    assert queries() == few


def test_a_role_that_is_taken_away_is_gone_with_the_next_call(cast: Cast, sop: Sop) -> None:
    """Case 3."""
    hidden = Sop.objects.get(library=cast.desk)
    assert call(cast.dee, "get_sop", key=hidden.key).is_error is False
    Membership.objects.filter(user=cast.dee).delete()
    assert call(cast.dee, "get_sop", key=hidden.key).is_error


def test_names_of_other_sites_in_host_are_refused(settings: Any) -> None:
    """A page that rebinds its own name to this machine."""
    settings.ALLOWED_HOSTS = ["kb.example.com"]
    known = web._known_hosts("127.0.0.1")
    assert "kb.example.com:*" in known.allowed_hosts
    assert known.enable_dns_rebinding_protection
    assert not any("evil" in host or host == "*" for host in known.allowed_hosts)
