"""A small learning system: serves an unpacked package, with a SCORM API page and a record store beside it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlparse

# What SCORM 1.2 asks of a system, with every call kept; what is stored outlives the frame.
LMS = """<!doctype html><title>LMS</title><script>
const stored = JSON.parse(sessionStorage.getItem("cmi") || '{"cmi.core.lesson_status": "not attempted"}');
window.calls = [];
const keep = () => sessionStorage.setItem("cmi", JSON.stringify(stored));
const note = (name, ...given) => { window.calls.push([name, ...given]); keep(); };
window.API = {
  LMSInitialize: (x) => { note("LMSInitialize", x); return "true"; },
  LMSGetValue: (name) => { note("LMSGetValue", name); return stored[name] ?? ""; },
  LMSSetValue: (name, value) => { stored[name] = value; note("LMSSetValue", name, value); return "true"; },
  LMSCommit: (x) => { note("LMSCommit", x); return "true"; },
  LMSFinish: (x) => { note("LMSFinish", x); return "true"; },
  LMSGetLastError: () => "0", LMSGetErrorString: () => "", LMSGetDiagnostic: () => "",
};
</script><iframe name="course" src="/course/index.html" width="1200" height="800"></iframe>"""


@dataclass
class Records:
    """What a record store was told."""

    statements: list[dict[str, Any]] = field(default_factory=list)
    states: dict[str, Any] = field(default_factory=dict)
    tokens: int = 0
    refused: list[str] = field(default_factory=list)


@contextmanager
def learning_system(course: Path, launch: dict[str, Any] | None = None) -> Iterator[tuple[str, Records]]:
    """Its address and what its store was told. `/lms` frames the course with a SCORM API."""
    records = Records(states={"LMS.LaunchData": launch or {}})

    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args: Any, **kwargs: Any):
            super().__init__(*args, directory=str(course), **kwargs)

        def do_GET(self) -> None:
            place = urlparse(self.path)
            if place.path == "/lms":
                self._answer(200, LMS.encode(), "text/html")
            elif place.path == "/lrs/activities/state":
                self._state(parse_qs(place.query))
            elif place.path == "/lrs/agents/profile":
                self._answer(404, b"")
            elif place.path.startswith("/course/"):
                self.path = self.path.removeprefix("/course")
                super().do_GET()
            else:
                self._answer(404, b"")

        def do_POST(self) -> None:
            body = self._body()
            if self.path == "/token":
                records.tokens += 1
                self._answer(200, json.dumps({"auth-token": "c2VjcmV0"}).encode())
            elif self._may():
                records.statements.append(json.loads(body))
                self._answer(200, b"[]")

        def do_PUT(self) -> None:
            body = self._body()
            if self._may():
                query = parse_qs(urlparse(self.path).query)
                records.states[query["stateId"][0]] = json.loads(body)
                self._answer(204, b"")

        def _state(self, query: dict[str, list[str]]) -> None:
            if self._may():
                found = records.states.get(query["stateId"][0])
                self._answer(404 if found is None else 200, json.dumps(found).encode())

        def _may(self) -> bool:
            if self.headers["Authorization"] == "Basic c2VjcmV0" and self.headers["X-Experience-API-Version"]:
                return True
            records.refused.append(self.path)
            self._answer(401, b"")
            return False

        def _body(self) -> bytes:
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def _answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body) if status != 204 else 0))
            self.end_headers()
            if status != 204:
                self.wfile.write(body)

        def log_message(self, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", records
    finally:
        server.shutdown()
        server.server_close()
