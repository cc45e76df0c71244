"""Versions: the list, two of them side by side, back to one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_editable, get_visible
from sops import diffs, trail
from sops.models import Sop, Version
from sops.services import publishing, versions

DRAFT = "draft"


@login_required
@require_GET
def versions_page(request: HttpRequest, key: str) -> HttpResponse:
    """Versions with who, when and why; for editors also the latest edits."""
    sop = get_visible(Sop, request.user, key=key)
    may_edit = Sop.objects.editable_by(request.user).filter(pk=sop.pk).exists()
    context = {
        "sop": sop,
        "versions": list(sop.versions.select_related("published_by").defer("data")),
        "may_edit": may_edit,
        "entries": trail.entries(sop) if may_edit else [],
    }
    return render(request, "sops/edit/history.html", context)


@login_required
@require_GET
def compare(request: HttpRequest, key: str) -> HttpResponse:
    """`?from=1&to=2`; without them the last two. `to=draft` is for editors. `?all=1` shows unchanged steps too."""
    sop = get_visible(Sop, request.user, key=key)
    may_edit = Sop.objects.editable_by(request.user).filter(pk=sop.pk).exists()
    known = list(sop.versions.select_related("published_by").defer("data"))
    if not known:
        raise Http404
    new = request.GET.get("to") or (DRAFT if may_edit and len(known) == 1 else str(known[0].number))
    old = request.GET.get("from") or _before(new, known)
    if new == DRAFT and not may_edit:
        raise Http404
    new_document = publishing.document_of(sop) if new == DRAFT else _version(sop, new).document
    context = {
        "sop": sop,
        "versions": known,
        "old": old,
        "new": new,
        "old_name": f"version {old}",
        "new_name": "the draft" if new == DRAFT else f"version {new}",
        "comparison": diffs.compare(_version(sop, old).document, new_document),
        "show_all": request.GET.get("all") == "1",
        "may_edit": may_edit,
    }
    return render(request, "sops/edit/compare.html", context)


@login_required
@require_POST
def restore(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The draft says what that version said; publishing it makes a new version."""
    sop = get_editable(Sop, request.user, key=key)
    versions.restore(sop=sop, version=_version(sop, str(number)), by=request.user)
    messages.info(request, f"The draft says what version {number} said. Publish it to show it to readers.")
    return redirect("sops:edit", key=sop.key)


def _version(sop: Sop, number: str) -> Version:
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return get_object_or_404(sop.versions, number=int(number))


def _before(new: str, known: list[Version]) -> str:
    if new == DRAFT:
        return str(known[0].number)
    earlier = (version.number for version in known if new.isdecimal() and version.number < int(new))
    return str(next(earlier, known[-1].number))
