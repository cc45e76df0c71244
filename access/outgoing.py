"""Asking the outside world: http and https, public addresses only. The one door for links, webhooks and the like.

The name is resolved once, every address it has is judged, and the connection goes to the very address that was
judged: a name that answers differently the second time (DNS rebinding) gains nothing. Each redirect is judged anew.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

REDIRECTS = 5
CHUNK = 65_536
MAX_URL = 2_000
# Below, only the two of the web: nobody links to a mail server or a shell.
FREE_PORTS_FROM = 1024
REDIRECTING = frozenset({301, 302, 303, 307, 308})
SAFE_METHODS = frozenset({"GET", "HEAD"})
AGENT = "Stepmark"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Refused(Exception):
    """Not asked, or no answer. Its text is a sentence for people."""


class Unreachable(Refused):
    """It was allowed, but the other side did not answer, or not in time."""


@dataclass(frozen=True)
class Response:
    """What came back. `body` ends at `max_bytes` (`is_cut`); names of headers are in lower case."""

    status: int
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_cut: bool = False

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


def fetch_public(
    url: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout_seconds: float = 10,
    max_bytes: int = 1_000_000,
    allow_hosts: Collection[str] = (),
) -> Response:
    """Ask `url`. Refused with a sentence where it may not be asked or does not answer within `timeout_seconds` in all.

    GET and HEAD follow redirects, without the given headers once the host changes; other methods answer with the
    redirect itself. Hosts in `allow_hosts` (exact names) may have private addresses: an operator's decision.
    """
    deadline = time.monotonic() + timeout_seconds
    sent = dict(headers or {})
    for _ in range(REDIRECTS + 1):
        parts = _judged(url)
        response = _ask(parts, url, method.upper(), body, sent, deadline, max_bytes, allow_hosts)
        target = response.headers.get("location")
        if response.status not in REDIRECTING or not target or method.upper() not in SAFE_METHODS:
            return response
        url = urljoin(url, target)
        if urlsplit(url).netloc.lower() != parts.netloc.lower():
            sent = {}
    raise Refused(f"The address leads on and on: more than {REDIRECTS} redirects.")


def is_public(address: str) -> bool:
    """Whether the address is one of the open internet: not this machine, not its network, not a cloud's metadata."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip.sixtofour or ip.teredo:  # an address within an address: nobody needs them, attackers do
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _judged(url: str) -> SplitResult:
    """The parts of an address that may be asked."""
    if len(url) > MAX_URL or any(sign.isspace() or not sign.isprintable() for sign in url):
        raise Refused("This is not a usable web address.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as problem:
        raise Refused("This is not a usable web address.") from problem
    if parts.scheme not in ("http", "https"):
        raise Refused("Only addresses with http:// or https:// are asked.")
    if not host:
        raise Refused("The address names no host.")
    if parts.username is not None or parts.password is not None:
        raise Refused("Addresses with a name or password in them are not asked.")
    if port is not None and port not in (80, 443) and port < FREE_PORTS_FROM:
        raise Refused(f"Port {port} is not one of the web.")
    return parts


def _ask(
    parts: SplitResult,
    url: str,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
    deadline: float,
    max_bytes: int,
    allow_hosts: Collection[str],
) -> Response:
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    address = _address_of(host, port, deadline, allow_hosts)
    try:
        with _connected(address, port, deadline) as plain, _closing_at(plain, deadline):
            stream = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if is_secure else plain
            with stream:
                response = _exchange(stream, parts, url, method, body, headers, max_bytes)
        if time.monotonic() >= deadline:  # cut off by us: what came may look whole and isn't
            raise TimeoutError
        return response
    except ssl.SSLCertVerificationError as problem:
        raise Unreachable(f"The certificate of {host} is not valid.") from problem
    except (OSError, http.client.HTTPException, ValueError) as problem:
        late = time.monotonic() >= deadline
        why = "did not answer in time" if late else "does not answer as a web server does"
        raise Unreachable(f"{host} {why}.") from problem


def _exchange(
    stream: socket.socket,
    parts: SplitResult,
    url: str,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
    max_bytes: int,
) -> Response:
    connection = http.client.HTTPConnection(parts.hostname or "")
    connection.sock = stream
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    # No compression: what is small on the wire can't grow on arrival.
    usual = {"Host": parts.netloc, "User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close"}
    connection.request(method, path, body=body, headers={**usual, **headers})
    answer = connection.getresponse()
    content = _read(answer, max_bytes + 1)
    found = {name.lower(): value for name, value in answer.getheaders()}
    return Response(answer.status, url, found, content[:max_bytes], is_cut=len(content) > max_bytes)


def _read(answer: http.client.HTTPResponse, limit: int) -> bytes:
    content = b""
    while len(content) < limit:
        chunk = answer.read(min(CHUNK, limit - len(content)))
        if not chunk:
            break
        content += chunk
    return content


def _address_of(host: str, port: int, deadline: float, allow_hosts: Collection[str]) -> str:
    """The address to connect to. Refused where any address of the name is not public: it could be chosen next time."""
    addresses = _resolved(host, port, deadline)
    if host.lower() in {allowed.lower() for allowed in allow_hosts}:
        return addresses[0]
    if not all(is_public(address) for address in addresses):
        raise Refused(f"{host} is not a public address. Only public web addresses are asked.")
    return addresses[0]


def _resolved(host: str, port: int, deadline: float) -> list[str]:
    try:
        found = _in_time(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), deadline)
    except TimeoutError as problem:
        raise Unreachable(f"The name {host} could not be looked up in time.") from problem
    except (OSError, UnicodeError) as problem:
        raise Unreachable(f"There is no host named {host}.") from problem
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses:
        raise Unreachable(f"There is no host named {host}.")
    return addresses


def _in_time(work: Callable[[], Any], deadline: float) -> Any:
    """The system's look-up has no time limit of its own; a thread that is late is left to end by itself."""
    promise: Future[Any] = Future()

    def run() -> None:
        try:
            promise.set_result(work())
        except Exception as problem:
            promise.set_exception(problem)

    threading.Thread(target=run, daemon=True).start()
    return promise.result(timeout=max(0.0, deadline - time.monotonic()))


@contextmanager
def _connected(address: str, port: int, deadline: float) -> Any:
    plain = socket.create_connection((address, port), timeout=max(0.01, deadline - time.monotonic()))
    try:
        yield plain
    finally:
        plain.close()


@contextmanager
def _closing_at(plain: socket.socket, deadline: float) -> Any:
    """A server that sends one byte a second never meets a time-out of its own; this ends the whole talk."""
    # Of our own: closing must reach the connection even after TLS has taken the socket over.
    handle = plain.dup()

    def end() -> None:
        with suppress(OSError):
            handle.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.01, deadline - time.monotonic()), end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        handle.close()
