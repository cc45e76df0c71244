import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kb import processes, starting


class Command(BaseCommand):
    help = "Runs Stepmark on this machine: web, workers and the clock, with the demo library on the first start."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1", help="127.0.0.1 keeps it on this machine")
        parser.add_argument("--no-demo", action="store_true", help="start with an empty database")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        try:
            starting.check_port(host, port)
            with starting.only_one(settings.STEPMARK_VAR_DIR):
                starting.prepare(self._say)
                if not options["no_demo"]:
                    starting.demo_library(self._say)
                code = processes.run(host, port, lambda: self._say(self._greeting(host, port)))
        except starting.CantStart as problem:
            raise CommandError(str(problem)) from problem
        except KeyboardInterrupt:
            code = 130
        sys.exit(code)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _greeting(self, host: str, port: int) -> str:
        lines = ["", f"Stepmark is at http://{host}:{port}/  (Ctrl-C ends it)"]
        signins = settings.STEPMARK_VAR_DIR / "demo-signins.txt"
        if signins.exists():
            lines += ["Demo sign-ins:", *(f"  {line}" for line in signins.read_text().strip().splitlines())]
        return "\n".join([*lines, ""])
