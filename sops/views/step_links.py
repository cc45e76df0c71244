"""`/s/<key>`: the address of a step, which keeps working whatever happens to the step."""

import dataclasses
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from access.public import public_too
from sops import markdown
from sops.models import Sop, Step
from sops.reading import step_links
from sops.reading.page import page_of
from sops.reading.step_links import Place
from sops.reading.steps import ReadingStep, body_of, title_of
from sops.views import public
from sops.views.review_archive import explains_archived


@require_GET
@public_too(public.step)
@explains_archived(of_step=True)
def step(request: HttpRequest, key: str) -> HttpResponse:
    """To the step on its SOP's page. `?v=N` (and `&of=<SOP>`, where it lived in several): as version N said it.

    410 with an explanation where the step is gone, 404 with one where there is no such version.
    """
    row = step_links.find_step(key, request.user)
    homes = step_links.homes_of(row, request.user)
    now = step_links.today(homes, key)
    if wanted := request.GET.get("v", ""):
        return _as_it_was(request, row, homes, now, wanted)
    if now:
        return _to_page(now)
    if row.removed_at is None and Sop.objects.editable_by(request.user).filter(steps=row).exists():
        return redirect(f"{reverse('sops:edit', args=[_lives_in(row)])}#s-{key}")
    gone = step_links.removed(row, request.user)
    context = {
        "gone": gone,
        "sop": gone.sop,
        "title": markdown.render_line(title_of(gone.step)),
        "body": markdown.render(body_of(gone.step)),
    }
    return render(request, "sops/step_removed.html", context, status=410)


def _as_it_was(request: HttpRequest, row: Step, homes: list[Sop], now: Place | None, wanted: str) -> HttpResponse:
    """The step as that version said it, beside today's; where nothing changed, today's page."""
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 9 else 0
    then = step_links.then(homes, row.key, number, request.GET.get("of", ""))
    if then is None:
        return _no_such_version(request, row, homes, now, number, wanted)
    since = step_links.difference(then, now) if now else None
    if now and (since is None or not since.changes):
        return _to_page(now, number)
    context: dict[str, Any] = {
        "sop": then.sop,
        "then": then,
        "old": _reading_step(then, request.user),
        "now": now,
        "today": _reading_step(now, request.user) if now else None,
        "since": since,
        "gone": None if now else _gone(row, request.user),
        "has_moved_home": bool(now and now.sop.pk != then.sop.pk),
    }
    return render(request, "sops/step_then.html", context)


def _no_such_version(
    request: HttpRequest, row: Step, homes: list[Sop], now: Place | None, number: int, wanted: str
) -> HttpResponse:
    """Said clearly, with a way to today's step. Those who never could see the step learn nothing."""
    if now is None:
        step_links.removed(row, request.user)
    context = {
        "sop": (now.sop if now else homes[0]),
        "step_key": row.key,
        "now": now,
        "wanted": wanted[:20],
        "is_version": bool(number) and step_links.has_version(homes, number),
        "title": markdown.render_line(title_of(now.step)) if now else "",
    }
    return render(request, "sops/no_version.html", context, status=404)


def _to_page(now: Place, number: int | None = None) -> HttpResponse:
    query = urlencode({"step": now.step.key} | ({"v": number} if number else {}))
    return redirect(f"{now.sop.get_absolute_url()}?{query}#s-{now.step.key}")


def _reading_step(place: Place, user: Any) -> ReadingStep:
    """The one step as a reader sees it; of the others only what branches need: numbers and titles."""
    document = place.version.document
    others = [
        place.step
        if step.key == place.step.key
        else dataclasses.replace(step, body=title_of(step), note="", picture=None, links=[], branches=[])
        for step in document.steps
    ]
    page = page_of(place.sop, dataclasses.replace(document, steps=others), user=user, version=place.version)
    return page.steps[place.number - 1]


def _gone(row: Step, user: Any) -> step_links.Removed:
    return step_links.removed(row, user)


def _lives_in(row: Step) -> str:
    return Sop.objects.values_list("key", flat=True).get(steps=row)
