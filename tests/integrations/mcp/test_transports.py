"""Both transports with real processes and the real client library."""

import asyncio
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest
from django.db import connection
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from access.models import ApiToken, Membership
from access.services import make_token
from sops.models import Feedback, Sop
from tests.support.cast import Cast, gather
from tests.support.make import make_sop, step_of

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).parents[3]
T = TypeVar("T")


def _run(talk: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: a test with a browser leaves its event loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, talk).result()


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return gather()


@pytest.fixture
def sop(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed)


@pytest.fixture
def environment(var_dir: Path) -> dict[str, str]:
    """A process that sees the test's database."""
    name = connection.settings_dict["NAME"]
    is_sqlite = connection.vendor == "sqlite"
    more = {"STEPMARK_DATABASE_URL": f"sqlite:///{name}"} if is_sqlite else {}
    return {
        **os.environ,
        **more,
        "STEPMARK_VAR_DIR": str(var_dir),
        "STEPMARK_ENCODER": "none",
        "STEPMARK_API_RATE": "40",
        "STEPMARK_API_RATE_SIGNED_OUT": "20",
    }


@pytest.fixture
def address(environment: dict[str, str]) -> Iterator[str]:
    port = 18_107 + os.getpid() % 500
    process = subprocess.Popen([sys.executable, "manage.py", "mcp", "--http", str(port)], cwd=ROOT, env=environment)
    url = f"http://127.0.0.1:{port}/mcp"
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=2)
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.1)
    yield url
    process.kill()
    process.wait()


def over_http(url: str, token: str, tool: str, **arguments: Any) -> Any:
    async def talk() -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=30) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            return await client.call_tool(tool, arguments)

    return _run(talk())


def test_over_http_each_token_is_its_person(cast: Cast, sop: Sop, address: str) -> None:
    """Cases 1, 3 and 9."""
    hidden = make_sop(cast.desk, cast.dee, title="Of the desk")
    rosa, dee = make_token(user=cast.rosa, name="a"), make_token(user=cast.dee, name="b", scope="write")
    assert over_http(address, rosa, "get_sop", key=sop.key).structured_content["title"] == "Request a discount"
    assert over_http(address, rosa, "get_sop", key=hidden.key).is_error
    assert over_http(address, dee, "get_sop", key=hidden.key).structured_content["title"] == "Of the desk"
    assert over_http(address, rosa, "report_problem", step=step_of(sop).key, kind="wrong", text="No.").is_error
    assert (
        over_http(address, dee, "report_problem", step=step_of(hidden).key, kind="wrong", text="No.").is_error is False
    )
    assert Feedback.objects.get().given_by == cast.dee
    Membership.objects.filter(user=cast.dee).delete()
    assert over_http(address, dee, "get_sop", key=hidden.key).is_error, "the role is gone with the next request"
    ApiToken.objects.filter(user=cast.rosa).delete()
    with pytest.raises(BaseException):  # noqa: B017 - the library wraps the 401 in groups of its own
        over_http(address, rosa, "list_libraries")


def test_without_a_token_nobody_gets_in(cast: Cast, address: str) -> None:
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'
    kinds = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp5"}):
        request = urllib.request.Request(address, body, {**kinds, **headers})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        assert (refused.value.code, refused.value.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_who_asks_too_often_waits(cast: Cast, environment: dict[str, str], address: str) -> None:
    """Both with a token and without one; who has another token goes on."""
    kinds = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'

    def status(token: str) -> int:
        request = urllib.request.Request(address, body, {**kinds, "Authorization": f"Bearer {token}"})
        try:
            return int(urllib.request.urlopen(request, timeout=10).status)
        except urllib.error.HTTPError as refused:
            return refused.code

    rosa, dee = make_token(user=cast.rosa, name="a"), make_token(user=cast.dee, name="b")
    # A minute may end in between, and the count begins anew: twice as many are surely too many.
    assert {status(rosa) for _ in range(2 * 40 + 1)} == {200, 429}
    assert status(dee) == 200
    assert {status("nonsense") for _ in range(2 * 20 + 1)} == {401, 429}


def test_over_stdio_it_is_one_person(cast: Cast, sop: Sop, environment: dict[str, str]) -> None:
    async def talk() -> Any:
        command = StdioServerParameters(
            command=sys.executable, args=["manage.py", "mcp", "--as", "rosa@example.com"], env=environment, cwd=ROOT
        )
        async with Client(command) as client:
            tools = await client.list_tools()
            whole = await client.call_tool("get_sop", {"key": sop.key})
            found = await client.call_tool("search_steps", {"query": "discount"})
            resources = await client.list_resources()
            return tools, whole, found, resources

    tools, whole, found, resources = _run(talk())
    assert len(tools.tools) == 5
    assert whole.structured_content["steps"][1]["title"] == "Click Request discount"
    assert found.structured_content["steps"][0]["sop"] == sop.key
    assert len(resources.resources) == 1


@pytest.mark.parametrize("given", [["--as", "nobody@example.com"], []])
def test_it_says_what_is_wrong_with_the_command(cast: Cast, environment: dict[str, str], given: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "mcp", *given],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    assert done.stdout == "", "stdout belongs to the protocol"
    assert "nobody@example.com" in done.stderr or "required" in done.stderr
