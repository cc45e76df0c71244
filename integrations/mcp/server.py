"""The server: which tools and resources there are, and in whose name they answer."""

from collections.abc import Callable
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, connection
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.types import Resource, ToolAnnotations

from integrations.mcp import asking

T = TypeVar("T")
Who = Callable[[], Any]
INSTRUCTIONS = (
    "Approved procedures (SOPs) of a sales organisation. Use search_steps to find the step that answers, quote its "
    "text as it is, and give its url: the link keeps working and says what changed since. "
    "Only published steps are here. "
    "Where a step seems wrong or outdated, offer to report it with report_problem; don't make up steps."
)
READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=False)


class StepmarkServer(MCPServer):
    """Lists the SOPs that the asker may read; another person sees other resources."""

    def __init__(self, who: Who, **more: Any) -> None:
        super().__init__(**more)
        self.who = who

    async def list_resources(self) -> list[Resource]:
        rows = await _as(self.who, asking.listed_sops, ResourceError)
        return [
            Resource(
                uri=f"stepmark://sops/{key}",
                name=key,
                title=title,
                description=purpose or None,
                mime_type="text/markdown",
            )
            for key, title, purpose in rows
        ]


def make(who: Who) -> StepmarkServer:
    """A server whose every call acts as the person that `who()` says then."""
    server = StepmarkServer(
        who, name="stepmark", title=settings.STEPMARK_SITE_NAME, instructions=INSTRUCTIONS, version="1.0.0"
    )

    @server.tool(annotations=READS)
    async def search_steps(query: str, library: str | None = None, limit: int = 5) -> asking.Found:
        """Find the published steps that answer a question, best first, each with its link.

        `query`: words as a person would type them; quotes ask for a phrase to the letter.
        `library`: slug of one library. `limit`: SOPs, at most 20.
        """
        return await _as(who, asking.search_steps, ToolError, query, library, limit)

    @server.tool(annotations=READS)
    async def get_sop(key: str) -> asking.AnSop:
        """A whole SOP with all its steps, as readers see it. `key`: `sop` of a search result."""
        return await _as(who, asking.get_sop, ToolError, key)

    @server.tool(annotations=READS)
    async def get_step(key: str) -> asking.AStepWithSop:
        """One step with its text, decisions and link. `key`: `step` of a search result."""
        return await _as(who, asking.get_step, ToolError, key)

    @server.tool(annotations=READS)
    async def list_libraries() -> list[asking.ALibrary]:
        """The libraries that the person may read, with the number of published SOPs in each."""
        return await _as(who, asking.list_libraries, ToolError)

    @server.tool(annotations=WRITES)
    async def report_problem(step: str, kind: str, text: str) -> asking.Reported:
        """Tell the owner of a step that something is wrong with it, in the person's name. Ask the person first.

        `step`: key of the step. `kind`: unclear, outdated, wrong or idea. `text`: what is wrong, in a sentence or two.
        """
        return await _as(who, asking.report_problem, ToolError, step, kind, text)

    @server.resource("stepmark://sops/{key}", mime_type="text/markdown", title="SOP")
    async def sop(key: str) -> str:
        """A published SOP as Markdown."""
        return await _as(who, asking.sop_as_markdown, ResourceError, key)

    return server


async def _as(who: Who, ask: Callable[..., T], error: type[Exception], *given: Any) -> T:
    """Ask in that person's name; who they are and what they may is looked up anew each time."""

    def answer() -> T:
        if not connection.in_atomic_block:
            close_old_connections()
        try:
            return ask(who(), *given)
        except asking.NotAnswered as problem:
            raise error(str(problem)) from problem

    return await sync_to_async(answer, thread_sensitive=True)()
