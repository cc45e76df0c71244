from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.crm.packaging import FOLDERS, package


class Command(BaseCommand):
    help = "Writes the folder to deploy to Salesforce (sfdx) or HubSpot (hs project), with this site's address in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("system", choices=sorted(FOLDERS))
        parser.add_argument("--site", default=settings.STEPMARK_BASE_URL, help="https://… ; default: STEPMARK_BASE_URL")
        parser.add_argument("--out", default="", help="a new folder; default: ./stepmark-<system>")

    def handle(self, *, system: str, site: str, out: str, **options: Any) -> None:
        try:
            archive = package(system=system, site=site, into=Path(out or f"stepmark-{system}").resolve())
        except ValueError as problem:
            raise CommandError(f"{problem} Say it with --site https://sop.example.com") from problem
        self.stdout.write(f"{archive.with_suffix('')}\n{archive}")
