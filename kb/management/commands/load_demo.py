from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kb.demo import loader, reading, signins


class Command(BaseCommand):
    help = "Loads the demo library of a fictitious company; safe to run again. What people edited stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="put back what people changed; new passwords")

    def handle(self, *, reset: bool, verbosity: int, **options: Any) -> None:
        if settings.STEPMARK_PRODUCTION:
            raise CommandError(
                "The demo library comes with accounts whose passwords stand in a file, so it isn't loaded in production"
                " (STEPMARK_PRODUCTION is on)."
            )
        say = self.stdout.write if verbosity else lambda text: None
        loaded = loader.load(reset=reset, say=say)
        say(f"{len(loaded.changed)} SOPs loaded, {loaded.kept} left as they were.")
        passwords = signins.stored()
        for person in reading.company()["people"]:
            if person["email"] in passwords:
                say(f"  {person['email']:32} {passwords[person['email']]:28} {person['can']}")
        say(f"The sign-ins stand in {signins.path()}.")
