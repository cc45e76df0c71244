"""Over HTTP: each request brings a token, and acts as its person."""

from contextvars import ContextVar
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, connection
from mcp.server.transport_security import TransportSecuritySettings
from rest_framework.exceptions import AuthenticationFailed
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from access.api import problems
from access.tokens import TokenAuthentication
from integrations.mcp import server

PATH = "/mcp"
_token: ContextVar[str] = ContextVar("token")


def app(host: str = "127.0.0.1") -> ASGIApp:
    """Stateless: any number of processes may answer, and a restart ends no session."""
    inner = server.make(_person).streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        transport_security=_known_hosts(host),
        host=host,
    )
    return WithToken(inner)


class WithToken:
    """Lets nobody in without a token that is known, not expired and not revoked."""

    def __init__(self, inner: ASGIApp) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        token = _sent(scope)
        if not token or not await sync_to_async(_is_known, thread_sensitive=True)(token):
            code = "authentication_failed" if token else "not_authenticated"
            body = problems.problem(code, "Send an API token: Authorization: Bearer …", 401)
            headers = {"WWW-Authenticate": "Bearer"}
            await JSONResponse(body, 401, headers, media_type=problems.MEDIA_TYPE)(scope, receive, send)
            return
        _token.set(token)
        await self.inner(scope, receive, send)


def _sent(scope: Scope) -> str:
    """`Bearer …`, as assistants send it, or `Token …`, as at the API."""
    for name, value in scope["headers"]:
        if name.lower() == b"authorization":
            kind, _, token = value.decode("latin-1").partition(" ")
            return token.strip() if kind.lower() in ("bearer", "token") else ""
    return ""


def _person() -> Any:
    """Whose token it is, asked for anew: what was revoked a moment ago is of no use."""
    person, _ = TokenAuthentication().authenticate_credentials(_token.get().encode())
    return person


def _is_known(token: str) -> bool:
    if not connection.in_atomic_block:
        close_old_connections()
    try:
        TokenAuthentication().authenticate_credentials(token.encode())
    except AuthenticationFailed:
        return False
    return True


def _known_hosts(host: str) -> TransportSecuritySettings:
    """The names of this site, with any port: another name in `Host` is a page that rebinds its own to us."""
    names = {host, "localhost", "127.0.0.1", *(name for name in settings.ALLOWED_HOSTS if name != "*")}
    hosts = sorted(names | {f"{name}:*" for name in names})
    origins = [f"{scheme}://{name}" for name in hosts for scheme in ("http", "https")]
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins)
