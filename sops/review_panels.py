"""What reviewing shows on other pages: what waits for an approver on Home, and what was said, beside the editor."""

from django.http import HttpRequest

from sops.models import Sop
from sops.panels import Panel
from sops.reading.threads import threads_of
from sops.reading.waiting import waiting_for


def home(request: HttpRequest) -> Panel | None:
    rounds = waiting_for(request.user)
    return ("sops/review/home_panel.html", {"rounds": rounds}) if rounds else None


def edit_aside(request: HttpRequest, sop: Sop) -> Panel | None:
    """Threads by step, in the order of the steps; those on the SOP as a whole first."""
    said = threads_of(sop)
    numbers: dict[int, int] = {}
    if said:
        keys = sop.steps.present().values_list("pk", flat=True)
        numbers = {pk: number for number, pk in enumerate(keys, start=1)}
    groups = [(numbers.get(pk) if pk else None, threads) for pk, threads in said.items() if threads.is_any]
    groups.sort(key=lambda group: (group[1].step is not None, group[0] or len(numbers) + 1))
    count = sum(len(threads.open) for _, threads in groups)
    return "sops/review/edit_panel.html", {"groups": groups, "sop": sop, "count": count}
