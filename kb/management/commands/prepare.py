from typing import Any

from django.core.management.base import BaseCommand

from kb import starting


class Command(BaseCommand):
    help = "Makes what is missing: tables, models. Starts nothing; safe to run again."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        starting.prepare(self.stdout.write)
        self.stdout.write("Ready. Start with: make run")
