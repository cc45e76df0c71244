import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.models import User
from search import service
from search.results import SopHit, StepHit


class Command(BaseCommand):
    help = "Searches as a person would."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query")
        parser.add_argument("--as", dest="email", help="the person's e-mail address; without it, the first admin")
        parser.add_argument("--json", action="store_true", help="the steps as JSON, best first")
        parser.add_argument("--limit", type=int, default=10, help="how many SOPs")

    def handle(self, *args: Any, **options: Any) -> None:
        service.wait_until_ready()
        results = service.find_steps(user=_person(options["email"]), query=options["query"], limit=options["limit"])
        if options["json"]:
            rows = [_row(sop, step) for sop in results.sops for step in (sop.best, *sop.others)]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        if results.notice:
            self.stdout.write(results.notice)
        if results.did_you_mean:
            self.stdout.write(f"Results for “{results.did_you_mean}”.")
        for sop in results.sops:
            self.stdout.write(f"{sop.score:.3f}  {sop.title} › {sop.best.number}. {sop.best.title[:90]}")
            self.stdout.write(f"       {settings.STEPMARK_BASE_URL}{sop.best.url}")
        if not results.sops:
            self.stdout.write("Nothing found.")


def _person(email: str | None) -> User:
    if email:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has the address {email}.")
        if not person.is_active:
            raise CommandError(f"The account of {email} is switched off: it finds nothing.")
        return person
    admin = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if admin is None:
        raise CommandError("There is no site admin. Say who is asking: --as EMAIL")
    return admin


def _row(sop: SopHit, step: StepHit) -> dict[str, Any]:
    text = "".join(run.text for run in (*step.snippet, *step.on_screen)) or step.title
    return {
        "step": step.key,
        "sop": sop.key,
        "title": sop.title,
        "text": f"{step.title} {text}".strip() if text != step.title else text,
        "url": f"{settings.STEPMARK_BASE_URL}{step.url}",
        "library": sop.library,
        "score": step.score,
    }
