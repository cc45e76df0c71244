"""Ways in that are no addresses: tools of assistants, the administration, commands. What is not in a table fails."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib import admin
from django.core.management import CommandError, call_command, get_commands
from mcp import Client as Assistant

from access import limits
from access.models import ApiToken, Membership, User
from access.services import make_token
from integrations.mcp import server
from search import indexing
from sops.models import Sop
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

Arguments = Callable[[Sop], dict[str, Any]]

#  tool: its arguments about an SOP of the closed library;
#        member, outsider, and tokens of its admin: read, write, ingest, admin – whether they get something of it
TOOLS: dict[str, tuple[Arguments, tuple[bool, ...]]] = {
    "search_steps": (lambda sop: {"query": "margin floor"}, (True, False, True, True, False, True)),
    "get_sop": (lambda sop: {"key": sop.key}, (True, False, True, True, False, True)),
    "get_step": (lambda sop: {"key": step_of(sop).key}, (True, False, True, True, False, True)),
    "list_libraries": (lambda sop: {}, (True, False, True, True, False, True)),
    "report_problem": (
        lambda sop: {"step": step_of(sop).key, "kind": "wrong", "text": "Margin floor moved."},
        (True, False, False, True, False, True),
    ),
}
RESOURCES = {"stepmark://sops/{key}": (True, False, True, True, False, True)}

#  model: what an administrator of the site may do there. Staff without permissions gets in nowhere.
EVERYTHING, KEPT, LOOK = "add change delete view", "add change view", "view"
ADMINISTRATION = {
    "access.User": KEPT,  # erased on the page about their data alone, where what they own moves first
    "access.Library": EVERYTHING,
    "access.AuditEvent": LOOK,
}
OURS = ("access", "ingest", "integrations", "kb", "notices", "search", "sops")
OF_PACKAGES = ("account", "auth", "knox", "mfa", "sites", "socialaccount", "usersessions")

#  command: in whose name it acts. "machine": whoever has a shell there has the database's file anyway.
COMMANDS = {
    "access:audit": "machine",
    "ingest:process_recording": "machine",
    "integrations:mcp": "person",
    "integrations:package_crm": "machine",
    "kb:load_demo": "machine",
    "kb:make_demo_drafts": "machine",
    "kb:models": "machine",
    "kb:prepare": "machine",
    "kb:run": "machine",
    "search:bench_search": "machine",
    "search:evaluate_search": "machine",
    "search:export_encoder": "machine",
    "search:find": "person",
    "search:learn_search": "machine",
    "search:measure_answers": "machine",
}


@pytest.fixture
def hidden(cast: Cast) -> Sop:
    sop = make_sop(cast.desk, cast.dee, "Margin floor", ["Check the **margin floor**"])
    indexing.index_sop(sop.pk)
    return sop


@pytest.fixture
def people(cast: Cast) -> list[Any]:
    """As the columns of the tables."""
    found: list[Any] = [cast.dee, cast.rosa]
    for scope in ("read", "write", "ingest", "admin"):
        make_token(user=cast.adam, name=scope, scope=scope)
        found.append(limits.carrying(User.objects.get(pk=cast.adam.pk), ApiToken.objects.get(name=scope)))
    return found


def asked(person: Any, what: Any) -> Any:
    async def talk() -> Any:
        async with Assistant(server.make(lambda: person)) as assistant:
            return await what(assistant)

    return async_to_sync(talk)()


def test_every_tool_of_assistants_stands_in_the_table(cast: Cast) -> None:
    """Case 1."""
    tools = asked(cast.rosa, lambda assistant: assistant.list_tools()).tools
    templates = asked(cast.rosa, lambda assistant: assistant.list_resource_templates()).resource_templates
    assert {tool.name for tool in tools} == TOOLS.keys()
    assert {template.uri_template for template in templates} == RESOURCES.keys()


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_gives_what_the_table_says(cast: Cast, hidden: Sop, people: list[Any], tool: str) -> None:
    """Case 1."""
    make, wanted = TOOLS[tool]
    arguments, got = make(hidden), []
    for person in people:
        answer = asked(person, lambda assistant: assistant.call_tool(tool, arguments))
        text = json.dumps(answer.structured_content or {}).lower()
        got.append(not answer.is_error and ("margin" in text or "deal-desk" in text))
    assert tuple(got) == wanted


def test_a_resource_gives_what_the_table_says(cast: Cast, hidden: Sop, people: list[Any]) -> None:
    """Case 1."""

    async def read(assistant: Any) -> bool:
        try:
            return "margin floor" in str(await assistant.read_resource(f"stepmark://sops/{hidden.key}")).lower()
        except Exception:
            return False

    assert tuple(asked(person, read) for person in people) == RESOURCES["stepmark://sops/{key}"]
    listed = [asked(person, lambda assistant: assistant.list_resources()).resources for person in people]
    assert tuple(bool(rows) for rows in listed) == RESOURCES["stepmark://sops/{key}"]


def test_every_model_of_the_administration_stands_in_the_table(rf: Any, cast: Cast) -> None:
    """Case 1."""
    request = rf.get("/admin/")
    request.user = User.objects.create_superuser("root@example.com")
    own = {
        model._meta.label: " ".join(name for name, may in options.get_model_perms(request).items() if may)
        for model, options in admin.site._registry.items()
        if model._meta.app_label not in OF_PACKAGES
    }
    assert own == ADMINISTRATION


def test_staff_without_permissions_gets_in_nowhere(cast: Cast) -> None:
    """Case 1."""
    cast.rosa.is_staff = True
    cast.rosa.save()
    client = client_of(cast.rosa)
    for model in admin.site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert client.get(address).status_code in (302, 403), address
        assert client.get(f"{address}add/").status_code in (302, 403), address


def test_every_command_stands_in_the_table() -> None:
    """Case 1."""
    assert {f"{app}:{name}" for name, app in get_commands().items() if app in OURS} == COMMANDS.keys()


def test_a_search_from_the_command_line_is_that_persons(cast: Cast, hidden: Sop) -> None:
    """Case 1."""

    def found(person: User) -> Any:
        out = io.StringIO()
        call_command("find", "margin floor", email=person.email, json=True, stdout=out)
        return "Margin floor" in out.getvalue() or "margin floor" in out.getvalue().lower()

    assert found(cast.dee)
    assert not found(cast.rosa)
    Membership.objects.filter(user=cast.dee).delete()
    assert not found(cast.dee)


@pytest.mark.parametrize("command", [name.partition(":")[2] for name, who in COMMANDS.items() if who == "person"])
def test_a_command_for_a_person_refuses_who_is_unknown_or_switched_off(cast: Cast, command: str) -> None:
    """Case 1."""
    cast.rosa.is_active = False
    cast.rosa.save()
    words = ["margin"] if command == "find" else []
    for email in ("nobody@example.com", cast.rosa.email):
        with pytest.raises(CommandError):
            call_command(command, *words, email=email, stdout=io.StringIO())
