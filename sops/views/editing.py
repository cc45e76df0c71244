"""The editor: all of an SOP's live rows on one page."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from access.fetch import get_editable
from access.models import Library
from sops import panels
from sops.forms import NewSopForm, SopForm
from sops.models import Sop
from sops.rows import LinkRow, link_rows
from sops.services import editing
from sops.views.cards import Card, cards_of, sop_titles
from sops.views.conflicts import Clash

# With everything that the page says about an SOP.
SOPS = Sop.objects.select_related("library", "category", "owner", "current_version")


@login_required
@require_GET
def page(request: HttpRequest, key: str) -> HttpResponse:
    """The editor. `?open=<step key>` (several) opens cards; without it the first one that needs a look."""
    return edit_page(request, get_editable(SOPS, request.user, key=key))


def edit_page(
    request: HttpRequest,
    sop: Sop,
    *,
    instead: Card | None = None,
    details: SopForm | None = None,
    clashes: list[Clash] | None = None,
    clashed_by: str = "",
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page; `instead` is a card, `details` a form that could not be saved, as the person sent it."""
    cards = cards_of(sop, request.user, opened=request.GET.getlist("open"))
    to_check = [card for card in cards if card.unsure]
    if instead:
        cards = [instead if card.step.pk == instead.step.pk else card for card in cards]
    elif not request.GET.getlist("open") and cards:
        (to_check or cards)[0].is_open = bool(to_check) or len(cards) == 1
    titles = cards[0].sop_titles if cards else sop_titles(request.user)
    links = [LinkRow.of(link, titles) for link in sop.links]
    context = {
        "sop": sop,
        "cards": cards,
        "to_check": to_check,
        "removed": list(sop.steps.exclude(removed_at=None).order_by("-removed_at")[:20]),
        "details": details or SopForm(sop=sop),
        "links": link_rows(cast(QueryDict, details.data)) if details else links,
        "clashes": clashes or [],
        "clashed_by": clashed_by,
        "problems": problems or [],
        "is_new": not sop.purpose and len(cards) <= 1,
        "sop_titles": titles,
        "other_libraries": Library.objects.editable_by(request.user).exclude(pk=sop.library_id).order_by("name"),
        "panels": panels.rendered("edit-aside", request, sop=sop),
    }
    return render(request, "sops/edit/page.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new SOP in a library where the person may edit. Those who may edit nowhere: 403."""
    libraries = Library.objects.editable_by(request.user)
    if not libraries.exists():
        raise PermissionDenied
    wanted = libraries.filter(slug=request.GET.get("library", "")).first() or libraries.first()
    form = NewSopForm(request.POST or None, user=request.user, initial={"library": wanted})
    if request.method == "POST" and form.is_valid():
        sop = editing.create_sop(by=request.user, **form.cleaned_data)
        editing.add_step(sop=sop, by=request.user)
        return redirect("sops:edit", key=sop.key)
    return render(request, "sops/edit/create.html", {"form": form}, status=422 if form.errors else 200)
