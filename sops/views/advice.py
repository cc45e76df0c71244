"""Advice while writing: shown beside the steps, asked for anew after each save, put aside for good."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_editable
from sops import advice, termlike
from sops.models import DismissedAdvice, Sop, Step
from sops.services.link_checks import broken_in, urls_of
from sops.services.publishing import document_of
from sops.views import answers
from sops.views.editing import SOPS

RULES = frozenset({"length", "two-actions", "passive", "no-picture", "unknown-term", "label"})
MOST_SHOWN = 30


@login_required
@require_GET
def page(request: HttpRequest, key: str) -> HttpResponse:
    """A piece of the page: advice by step, and links that lead nowhere."""
    return _piece(request, get_editable(SOPS, request.user, key=key))


@login_required
@require_POST
def dismiss(request: HttpRequest, key: str) -> HttpResponse:
    """`rule`, and `step` (a key) unless it is about the SOP. It is not said again, to anybody."""
    sop = get_editable(SOPS, request.user, key=key)
    rule, step_key = request.POST.get("rule", ""), request.POST.get("step", "")
    step = get_editable(Step, request.user, key=step_key, sop=sop) if step_key else None
    if rule in RULES:
        DismissedAdvice.objects.get_or_create(sop=sop, step=step, rule=rule)
    return _piece(request, sop) if answers.is_script(request) else redirect("sops:edit", key=key)


def _piece(request: HttpRequest, sop: Sop) -> HttpResponse:
    document = document_of(sop)
    found = advice.of_all(document, words=_words(sop), known=_known(sop), dismissed=_dismissed(sop))
    numbered = [(number, step.key, found.get(step.key, [])) for number, step in enumerate(document.steps, start=1)]
    items = [(number, key, one) for number, key, several in numbered for one in several]
    context = {
        "sop": sop,
        "about_sop": found.get("", []),
        "items": items[:MOST_SHOWN],
        "more": max(0, len(items) - MOST_SHOWN),
        "broken": broken_in(urls_of(document)),
    }
    return render(request, "sops/edit/advice.html", context)


def _words(sop: Sop) -> dict[str, list[dict[str, Any]]]:
    return dict(sop.screenshots.values_list("sha256", "words"))


def _known(sop: Sop) -> set[str]:
    """Explained in the glossary, or usual in other SOPs of the library."""
    counted = termlike.in_library(sop.library)
    mine = set(termlike.words_of(sop.current_version.document)) if sop.is_published and sop.current_version else set()
    usual = {word.lower() for word, count in counted.items() if count > (1 if word in mine else 0)}
    return usual | termlike.explained(sop.library)


def _dismissed(sop: Sop) -> set[tuple[str, str]]:
    rows = DismissedAdvice.objects.filter(sop=sop).values_list("step__key", "rule")
    return {(key or "", rule) for key, rule in rows}
