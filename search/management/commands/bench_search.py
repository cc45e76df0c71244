import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.encoders import found
from search.measures import speed
from search.measures.database import throw_away_database


class Command(BaseCommand):
    help = "Measures how long a search takes, beside its raw parts, on a made-up corpus in a throw-away database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--steps", type=int, required=True, help="how many steps are published")
        parser.add_argument("--json", type=Path, help="write the figures here")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["steps"] < 1:
            raise CommandError("--steps must be at least 1.")
        try:
            with throw_away_database():
                figures = speed.measure(options["steps"])
        except speed.NoModel as problem:
            raise CommandError(found.HOW_TO_ADD) from problem
        self.stdout.write("\n".join(f"{name:24} {value}" for name, value in figures.items()))
        if options["json"]:
            options["json"].write_text(json.dumps(figures, indent=1) + "\n")
