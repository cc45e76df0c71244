import asyncio
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.models import User
from search import service


class Command(BaseCommand):
    help = "The MCP server for AI assistants: for one person over stdio, or over HTTP for everybody with a token."

    def add_arguments(self, parser: CommandParser) -> None:
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--as", dest="email", help="over stdio, in the name of the person with this address")
        way.add_argument("--http", type=int, metavar="PORT", help="over HTTP; each request brings an API token")
        parser.add_argument("--host", default=settings.STEPMARK_MCP_HOST, help="127.0.0.1 keeps it on this machine")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from integrations.mcp import asking, server, web
        except ModuleNotFoundError as problem:
            raise CommandError(f"The package “mcp” is missing ({problem.name}): pip install 'mcp>=2'.") from problem
        if options["http"]:
            import uvicorn

            threading.Thread(target=service.wait_until_ready, daemon=True).start()
            uvicorn.run(web.app(options["host"]), host=options["host"], port=options["http"], log_level="warning")
            return
        email = options["email"]
        if not User.objects.filter(email__iexact=email, is_active=True).exists():
            raise CommandError(f"Nobody with an active account has the address {email}.")
        threading.Thread(target=service.wait_until_ready, daemon=True).start()

        def person() -> User:
            found = User.objects.filter(email__iexact=email, is_active=True).first()
            if found is None:
                raise asking.NotAnswered("This account is switched off.")
            return found

        asyncio.run(server.make(person).run_stdio_async())
