from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from access.audit import chain, keeping, verifying


class Command(BaseCommand):
    help = "Checks the audit log's chain (verify), signs its head with a new key (sign), removes old entries (sweep)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify", "sign", "sweep"])
        parser.add_argument(
            "--expect", default="", metavar="NUMBER:HASH", help="a head that was noted earlier, outside the database"
        )

    def handle(self, *, what: str, expect: str, **options: Any) -> None:
        if what == "sweep":
            self.stdout.write(f"{keeping.remove_old():,} entries removed.")
            return
        if what == "sign":
            with transaction.atomic():
                chain.store(chain.locked_head())
        report = verifying.verify(expect)
        if not report.is_whole:
            raise CommandError(report.why)
        self.stdout.write(f"{report.count:,} entries, the chain is whole.\nHead: {report.head}")
