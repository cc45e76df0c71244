"""Case 32: what the site asks of the outside world reaches public addresses only, by whatever name they go."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from access import outgoing
from access.outgoing import Refused, Unreachable, fetch_public, is_public

HERE = ("localhost",)


class Pages(BaseHTTPRequestHandler):
    """A small web of this machine: every test's other side."""

    seen: list[dict[str, str]] = []

    def do_GET(self) -> None:
        Pages.seen.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to?"))
            self.end_headers()
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b".")
                self.wfile.flush()
                time.sleep(0.1)
        else:
            self.send_response(404 if self.path == "/gone" else 200)
            self.end_headers()
            self.wfile.write(b"x" * (5_000 if self.path == "/large" else 5))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::7",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "no address",
    ],
)
def test_an_inner_address_is_not_public(address: str) -> None:
    """Case 32: loopback, private, link-local, metadata, and all of them in the clothes of IPv6."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_an_outer_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "gopher://example.com/",
        "http:///nowhere",
        "http://user:secret@example.com/",
        "http://example.com:22/",
        "http://example.com:99999/",
        "http://exa mple.com/",
        "http://example.com/\nHost: inner",
    ],
)
def test_what_is_no_public_web_address_is_not_asked(url: str) -> None:
    """Case 32: refused before anything is sent."""
    with pytest.raises(Refused):
        fetch_public(url)


def test_a_host_that_the_operator_allows_answers(site: str) -> None:
    answer = fetch_public(f"{site}/page", allow_hosts=HERE)
    assert (answer.status, answer.body, answer.is_ok) == (200, b"xxxxx", True)
    assert fetch_public(f"{site}/gone", allow_hosts=HERE).status == 404


def test_a_redirect_to_an_inner_address_is_refused(site: str) -> None:
    """Case 32: a public page that sends the question on to this machine by another name."""
    inner = site.replace("localhost", "127.0.0.1")
    Pages.seen.clear()
    with pytest.raises(Refused, match="not a public address"):
        fetch_public(f"{site}/to?{inner}/secret", allow_hosts=HERE)
    assert [page["path"] for page in Pages.seen] == [f"/to?{inner}/secret"]
    with pytest.raises(Refused, match="http"):
        fetch_public(f"{site}/to?file:///etc/passwd", allow_hosts=HERE)


def test_a_name_that_answers_differently_the_second_time_gains_nothing(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 32, DNS rebinding: the name is asked once, and the connection goes to the address that was judged."""
    asked, reached = [], []

    def rebinding(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        address = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(address: tuple[str, int], **_: Any) -> socket.socket:
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(outgoing.socket, "create_connection", connect)
    with pytest.raises(Unreachable):
        fetch_public("http://rebinding.example/")
    assert (asked, reached) == (["rebinding.example"], ["93.184.216.34"])


def test_a_name_with_one_inner_address_among_outer_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Case 32."""
    both = [(2, 1, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(Refused, match="not a public address"):
        fetch_public("http://two-faced.example/")


def test_an_answer_is_read_up_to_the_limit_and_no_further(site: str) -> None:
    answer = fetch_public(f"{site}/large", allow_hosts=HERE, max_bytes=1_000)
    assert (len(answer.body), answer.is_cut) == (1_000, True)


def test_a_server_that_drips_is_left_in_time(site: str) -> None:
    started = time.monotonic()
    with pytest.raises(Unreachable, match="in time"):
        fetch_public(f"{site}/slow", allow_hosts=HERE, timeout_seconds=0.4)
    assert time.monotonic() - started < 2


def test_redirects_end(site: str) -> None:
    with pytest.raises(Refused, match="redirects"):
        fetch_public(f"{site}/to?/to?/to?/to?/to?/to?/to?/page", allow_hosts=HERE)


def test_headers_stay_with_the_host_they_were_meant_for(site: str) -> None:
    Pages.seen.clear()
    other = site.replace("localhost", "127.0.0.1")
    fetch_public(f"{site}/to?{other}/page", headers={"Authorization": "t"}, allow_hosts=(*HERE, "127.0.0.1"))
    assert ["authorization" in page for page in Pages.seen] == [True, False]


def test_a_redirected_post_is_not_sent_again(site: str) -> None:
    Pages.seen.clear()
    answer = fetch_public(f"{site}/to?/page", method="POST", body=b"{}", allow_hosts=HERE)
    assert (answer.status, len(Pages.seen)) == (302, 1)
