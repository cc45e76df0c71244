"""A real receiver of webhooks: a process of its own that keeps what came, and misbehaves as it is told.

    python -m tests.support.receiver PORT FILE

`POST /ok`, `/down-then-ok/N` (500 N times, then 200), `/slow/SECONDS`, `/redirect?to=URL`, `/big` (10 MB), `/gone`,
`/busy`, `/broken`.
Each request is a line of JSON in FILE.
"""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

BIG = 10_000_000


class Handler(BaseHTTPRequestHandler):
    log: Path
    counts: dict[str, int] = {}

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        way = parts.path.strip("/").split("/")
        count = self.counts[parts.path] = self.counts.get(parts.path, 0) + 1
        if way[0] == "slow":
            time.sleep(float(way[1]))
        status = self._status(way, count)
        with self.log.open("a") as file:
            line = {"path": self.path, "status": status, "at": time.time(), "headers": dict(self.headers), "body": body}
            file.write(json.dumps(line) + "\n")
        content = b"x" * BIG if way[0] == "big" else b'{"received": true}'
        self.send_response(status)
        if way[0] == "redirect":
            self.send_header("Location", parse_qs(parts.query)["to"][0])
        if way[0] == "busy":
            self.send_header("Retry-After", "120")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _status(self, way: list[str], count: int) -> int:
        if way[0] == "down-then-ok":
            return 500 if count <= int(way[1]) else 200
        return {"redirect": 302, "gone": 410, "busy": 503, "broken": 500}.get(way[0], 200)

    def log_message(self, *_: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    Handler.log = Path(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    print(server.server_port, flush=True)  # noqa: T201
    server.serve_forever()
