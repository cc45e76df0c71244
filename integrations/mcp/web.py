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

from access.api import problems, throttling
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
        address = (scope.get("client") or ("unknown", 0))[0]
        refused = await sync_to_async(_refused, thread_sensitive=True)(token, address)
        if refused is not None:
            await refused(scope, receive, send)
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


def _refused(token: str, address: str) -> JSONResponse | None:
    """None for whoever may ask now: with a token that is known, and not more often than at the API."""
    if not connection.in_atomic_block:
        close_old_connections()
    try:
        person, _ = TokenAuthentication().authenticate_credentials(token.encode()) if token else (None, None)
    except AuthenticationFailed:
        person = None
    who, most = (f"address-{address}", settings.STEPMARK_API_RATE_SIGNED_OUT)
    if person:
        who, most = f"person-{person.pk}", settings.STEPMARK_API_RATE
    rate = throttling.counted(f"mcp-rate:{who}", most)
    if rate.is_over:
        wait = rate.reset_seconds
        return _problem(
            "throttled", f"Too many requests. Try again in {wait} seconds.", 429, {"Retry-After": str(wait)}
        )
    if person is None:
        code = "authentication_failed" if token else "not_authenticated"
        return _problem(code, "Send an API token: Authorization: Bearer …", 401, {"WWW-Authenticate": "Bearer"})
    return None


def _problem(code: str, detail: str, status: int, headers: dict[str, str]) -> JSONResponse:
    return JSONResponse(problems.problem(code, detail, status), status, headers, media_type=problems.MEDIA_TYPE)


def _known_hosts(host: str) -> TransportSecuritySettings:
    """The names of this site, with any port: another name in `Host` is a page that rebinds its own to us."""
    names = {host, "localhost", "127.0.0.1", *(name for name in settings.ALLOWED_HOSTS if name != "*")}
    hosts = sorted(names | {f"{name}:*" for name in names})
    origins = [f"{scheme}://{name}" for name in hosts for scheme in ("http", "https")]
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins)
