"""The inbox of the person who asks. Nobody ever sees somebody else's."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_visible
from access.paths import own_path
from notices import inbox, services
from notices.models import Notice

PER_PAGE = 40


@require_GET
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """`?show=all|unread|feedback|reviews`, `?page=`. Only notices about what the person may see today."""
    show = request.GET.get("show", "all")
    show = show if show in inbox.TABS else "all"
    rows = inbox.shown(request.user, show).select_related("by").prefetch_related("about")
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"found": found, "show": show, "tabs": inbox.tabs(request.user)}
    return render(request, "notices/inbox.html", context)


@require_POST
@login_required
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one read; with `unread=1` unread again. 204 to scripts that ask for nothing."""
    user: Any = request.user
    notice = get_visible(Notice, user, pk=pk)
    if request.POST.get("unread") == "1":
        services.mark_unread(notice=notice, by=user)
    else:
        services.mark_read(notices=Notice.objects.filter(pk=notice.pk), by=user)
    if "application/json" in request.headers.get("Accept", ""):
        return HttpResponse(status=204)
    return _back(request)


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything under the tab `show` is read."""
    user: Any = request.user
    count = services.mark_read(notices=inbox.shown(user, request.POST.get("show", "all")), by=user)
    messages.success(request, f"{count} notice{'s' if count != 1 else ''} marked as read.")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To where the form stood, on this site."""
    return redirect(own_path(request.POST.get("next", "")) or "notices:inbox")
