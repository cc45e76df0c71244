"""Two versions side by side, and two pictures over each other."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from access.fetch import get_visible
from sops import diffs, picture_difference
from sops.document import Document
from sops.models import Screenshot, Sop, Version
from sops.reading import comparing, last_read
from sops.services import publishing
from sops.views.history import version_of

DRAFT, READ = "draft", "read"
# So long a browser keeps a difference: a picture may be redacted.
HOUR_SECONDS = 3_600


@login_required
@require_GET
def compare(request: HttpRequest, key: str) -> HttpResponse:
    """`?from=1&to=2`; without them the last two. `from=read` is the version that the person read before.

    `to=draft` is for editors. `?all=1` shows unchanged steps too, `?step=<key>` one step alone.
    """
    sop = get_visible(Sop.objects.select_related("library", "current_version"), request.user, key=key)
    may_edit = Sop.objects.editable_by(request.user).filter(pk=sop.pk).exists()
    known = list(sop.versions.select_related("published_by").defer("data"))
    if not known:
        raise Http404
    new = request.GET.get("to") or (DRAFT if may_edit and len(known) == 1 else str(known[0].number))
    old = _old(request, sop, new, known)
    comparison = diffs.compare(_document(sop, old, may_edit), _document(sop, new, may_edit))
    only, show_all = request.GET.get("step", "")[:40], request.GET.get("all") == "1"
    shown = comparing.shown_pairs(comparison, show_all=show_all, only=only)
    found = Paginator(shown, comparing.PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "sop": sop,
        "versions": known,
        "old": old,
        "new": new,
        "old_name": _name(old),
        "new_name": _name(new),
        "comparison": comparison,
        "rows": comparing.rows_of(comparison, sop, request.user, show_all=show_all, only=only, page=found),
        "found": found,
        "show_all": show_all,
        "only": only,
        "may_edit": may_edit,
        "may_restore": may_edit and old != DRAFT,
        "is_published": sop.is_published,
        "read": last_read.last_read(sop, request.user),
        "next_number": known[0].number + 1,
    }
    return render(request, "sops/edit/compare.html", context)


@login_required
@require_GET
def difference(request: HttpRequest, key: str, old: str, new: str) -> HttpResponse:
    """What changed from one picture of the SOP to another, as a picture. Both must be visible to the person."""
    before = get_visible(Screenshot, request.user, sop__key=key, sha256=old)
    after = get_visible(Screenshot, request.user, sop__key=key, sha256=new)
    with before.file.storage.open(str(before.file.name)) as a, after.file.storage.open(str(after.file.name)) as b:
        content = picture_difference.difference(a, b)
    response = HttpResponse(content, content_type="image/webp")
    patch_cache_control(response, private=True, max_age=HOUR_SECONDS)
    return response


def _old(request: HttpRequest, sop: Sop, new: str, known: list[Version]) -> str:
    wanted = request.GET.get("from", "")
    if wanted == READ:
        visit = last_read.last_read(sop, request.user)
        wanted = str(visit.earlier_number or visit.version_number) if visit else ""
    if wanted:
        return wanted
    if new == DRAFT:
        return str(known[0].number)
    earlier = (version.number for version in known if new.isdecimal() and version.number < int(new))
    return str(next(earlier, known[-1].number))


def _document(sop: Sop, name: str, may_edit: bool) -> Document:
    if name != DRAFT:
        return version_of(sop, name).document
    if not may_edit:
        raise Http404
    return publishing.document_of(sop)


def _name(which: str) -> str:
    return "the draft" if which == DRAFT else f"version {which}"
