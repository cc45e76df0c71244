"""A real OpenAI-compatible endpoint: a process of its own that answers well, slowly or badly, as its address says.

    python -m tests.support.talker PORT FILE

`POST /<way>/chat/completions`; each request's body is a line of JSON in FILE. What it says stands in `WAYS`.
"""

import json
import sys
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WAYS = {
    "good": ["Click Request disc", "ount in the deal [1]", ". Enter the reason ", "[1][2][3]."],
    "refuses": ["NO ", "ANSWER"],
    "invents": ["Elephants dance on purple mountains every Tuesday [1]. ", "Open the deal [1]."],
    "unsourced": ["Just open the deal. ", "Open the deal [1]."],
    "false-source": ["Open the deal [9]. ", "Open the deal [1][99]."],
    "markup": ["Open the deal <script>alert(1)</script> [1]."],
    "trickles": ["Open the deal [1]. "] + ["."] * 400,
    "endless": ["Open the deal and the deal "] * 5_000,
}


class Handler(BaseHTTPRequestHandler):
    log: Path
    protocol_version = "HTTP/1.0"

    def do_POST(self) -> None:
        way = self.path.split("/")[1]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        with self.log.open("a") as file:
            file.write(
                json.dumps({"way": way, "key": self.headers.get("Authorization"), "body": json.loads(body)}) + "\n"
            )
        if way == "silent":
            time.sleep(30)
        self.protocol_version = "HTTP/1.1" if way == "chunked" else "HTTP/1.0"
        self.send_response({"broken": 500, "redirects": 302}.get(way, 200))
        if way == "redirects":
            self.send_header("Location", f"http://{self.headers['Host']}/good/chat/completions")
        self.send_header("Content-Type", "text/event-stream")
        if way == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        with suppress(OSError):  # the other side has had enough
            self._say(way)

    def _say(self, way: str) -> None:
        if way == "chunked":
            for piece in WAYS["good"]:
                line = b"data: " + json.dumps({"choices": [{"delta": {"content": piece}}]}).encode() + b"\n\n"
                self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")
        elif way == "garbage":
            self.wfile.write(b"data: {not json\n\n")
        elif way == "other-shape":
            self.wfile.write(b'data: {"choices": "none"}\n\ndata: [1, 2]\n\n')
        elif way == "long-line":
            self.wfile.write(b"data: " + b"x" * 5_000_000)
        elif way == "cut":
            self._piece(WAYS["good"][0])
            self._piece(WAYS["good"][1])
        for piece in WAYS.get(way, []):
            self._piece(piece)
            time.sleep({"good": 0.15, "trickles": 0.1}.get(way, 0))
        if way in WAYS:
            self.wfile.write(b"data: [DONE]\n\n")

    def _piece(self, text: str) -> None:
        self.wfile.write(b"data: " + json.dumps({"choices": [{"delta": {"content": text}}]}).encode() + b"\n\n")
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Quiet."""


if __name__ == "__main__":
    Handler.log = Path(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    print(server.server_port, flush=True)  # noqa: T201
    server.serve_forever()
