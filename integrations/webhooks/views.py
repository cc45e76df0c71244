"""A library's webhooks: for its admins."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_administered
from access.models import Library
from integrations.models import Delivery, Webhook
from integrations.webhooks import services, shown
from integrations.webhooks.events import EVENTS

PAGE_SIZE = 25


@require_GET
@login_required
def webhooks(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them, how they fare, and a form for a new one."""
    return _list(request, get_administered(Library, request.user, slug=slug))


@never_cache
@require_POST
@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """`name`, `url`, `events` (several). The page that answers is the only one that shows the secret; 422 if not."""
    library = get_administered(Library, request.user, slug=slug)
    try:
        hook, secret = services.make(library=library, by=request.user, **_sent(request))
    except ValidationError as problem:
        return _list(request, library, problem=problem)
    return _one(request, hook, secret=secret)


@require_GET
@login_required
def webhook(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One of them with its log. `?state=` shows only deliveries in that state, `?page=` older ones."""
    return _one(request, _hook(request, slug, pk))


@require_GET
@login_required
def log(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The log alone, for a page that waits for an answer; 286 once nothing is on its way."""
    hook = _hook(request, slug, pk)
    context = {"hook": hook, "library": hook.library, **_log(request, hook)}
    answer = render(request, "integrations/webhooks/log.html", context)
    answer.status_code = 200 if context["is_moving"] else 286
    return answer


@require_POST
@login_required
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    hook = _hook(request, slug, pk)
    try:
        services.change(hook=hook, by=request.user, **_sent(request))
    except ValidationError as problem:
        return _one(request, _hook(request, slug, pk), problem=problem)
    messages.success(request, "Saved.")
    return _back(hook)


@require_POST
@login_required
def switch(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`on` is "yes" or "no"."""
    hook = _hook(request, slug, pk)
    on = request.POST.get("on") == "yes"
    services.switch(hook=hook, on=on, by=request.user)
    messages.success(request, f"“{hook.name}” is {'on' if on else 'off'} now.")
    return _back(hook)


@require_POST
@login_required
def test(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Sends a `ping`; the log shows what comes back."""
    hook = _hook(request, slug, pk)
    try:
        services.test(hook=hook, by=request.user)
    except ValidationError as problem:
        return _one(request, hook, problem=problem)
    messages.info(request, "A test is on its way. The log shows the answer.")
    return _back(hook)


@never_cache
@require_POST
@login_required
def secret(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A new secret, shown by the page that answers and never again. The old one is of no use from now on."""
    hook = _hook(request, slug, pk)
    new = services.new_secret(hook=hook, by=request.user)
    return _one(request, _hook(request, slug, pk), secret=new)


@require_POST
@login_required
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    hook = _hook(request, slug, pk)
    services.remove(hook=hook, by=request.user)
    messages.success(request, f"“{hook.name}” was removed.")
    return redirect("integrations:webhooks", slug=slug)


@require_POST
@login_required
def replay(request: HttpRequest, slug: str, pk: int, delivery: int) -> HttpResponse:
    """The same event once more, with the same id."""
    hook = _hook(request, slug, pk)
    row = get_object_or_404(Delivery.objects.select_related("webhook", "event"), webhook=hook, pk=delivery)
    try:
        services.replay(delivery=row, by=request.user)
    except ValidationError as problem:
        return _one(request, hook, problem=problem)
    messages.info(request, "It is sent once more.")
    return _back(hook)


def _hook(request: HttpRequest, slug: str, pk: int) -> Webhook:
    library = get_administered(Library, request.user, slug=slug)
    rows = Webhook.objects.filter(library=library).select_related("library", "made_by")
    return get_administered(rows, request.user, pk=pk)


def _sent(request: HttpRequest) -> dict[str, Any]:
    return {
        "name": request.POST.get("name", "")[:200],
        "url": request.POST.get("url", "")[:600],
        "wanted": request.POST.getlist("events")[:20],
    }


def _back(hook: Webhook) -> HttpResponse:
    return redirect("integrations:webhook", slug=hook.library.slug, pk=hook.pk)


def _list(request: HttpRequest, library: Library, problem: ValidationError | None = None) -> HttpResponse:
    context = {
        "library": library,
        "libraries": Library.objects.administered_by(request.user),
        "hooks": [shown.summary(hook) for hook in _counted(library)],
        "events": EVENTS,
        "problems": shown.sentences(problem),
        "sent": _sent(request) if problem else {"wanted": list(EVENTS)[:3]},
    }
    return render(request, "integrations/webhooks/list.html", context, status=422 if problem else 200)


def _counted(library: Library) -> QuerySet[Webhook]:
    """With numbers for the list, in one query."""
    state = Delivery.State
    return Webhook.objects.filter(library=library).annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=state.WAITING)),
        given_up=Count("deliveries", filter=Q(deliveries__state=state.FAILED)),
        sent_at=Max("deliveries__finished_at", filter=Q(deliveries__state=state.SENT)),
    )


def _one(
    request: HttpRequest, hook: Webhook, *, problem: ValidationError | None = None, secret: str = ""
) -> HttpResponse:
    sent = _sent(request) if problem and "url" in request.POST else None
    context = {
        "library": hook.library,
        "hook": hook,
        "summary": shown.summary(hook),
        "events": EVENTS,
        "problems": shown.sentences(problem),
        "sent": sent or {"name": hook.name, "url": hook.url, "wanted": hook.events},
        "secret": secret,
        **_log(request, hook),
    }
    return render(request, "integrations/webhooks/one.html", context, status=422 if problem else 200)


def _log(request: HttpRequest, hook: Webhook) -> dict[str, Any]:
    wanted = request.GET.get("state", "")
    rows = Delivery.objects.filter(webhook=hook).select_related("event__library")
    if wanted in Delivery.State.values:
        rows = rows.filter(state=wanted)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    deliveries = [shown.Line.of(row) for row in page]
    return {
        "found": page,
        "deliveries": deliveries,
        "states": Delivery.State.choices,
        "state": wanted,
        "is_moving": hook.is_on and any(line.is_moving for line in deliveries),
    }
