"""SOPs, their versions and their steps, for reading."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_visible
from access.models import Library
from sops import markdown
from sops.models import Pin, Sop, Version, Visit
from sops.reading import around, step_links
from sops.reading.page import draft_page, page_of, published_page
from sops.reading.steps import body_of, title_of
from sops.services.publishing import document_of

SOP_ROW = ("library", "category", "owner", "current_version__published_by")


@require_GET
@login_required
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """The published version, for editors too; the draft where nothing is published, and for editors with `?draft=1`.

    `?step=KEY` marks a step, `&v=N` says what changed in it since version N.
    """
    user: Any = request.user
    sop = get_visible(Sop.objects.select_related(*SOP_ROW), user, key=key)
    may_edit = Library.objects.editable_by(user).filter(pk=sop.library_id).exists()
    is_draft = not sop.is_published or (may_edit and request.GET.get("draft") == "1")
    page = draft_page(sop, user=user) if is_draft else published_page(sop, user=user)
    linked = request.GET.get("step", "")
    Visit.objects.update_or_create(user=user, sop=sop)
    return render(
        request,
        "sops/detail.html",
        {
            "sop": sop,
            "page": page,
            "is_draft": is_draft,
            "has_sections": page.has_sections,
            "may_edit": may_edit,
            "has_draft_changes": may_edit and not is_draft and _differs(sop),
            "linked": linked,
            "since": step_links.since(sop, linked, _number(request)) if linked and not is_draft else None,
            "is_pinned": Pin.objects.filter(user=user, sop=sop).exists(),
            "related": around.related(sop, user),
            "used_in": around.where_used(sop, user),
        },
    )


@require_GET
@login_required
def step(request: HttpRequest, key: str) -> HttpResponse:
    """`/s/<key>`: to the step on its SOP's page; a page that explains where the step was removed (410)."""
    row = step_links.find_step(key, request.user)
    sop = row.sop
    if sop.is_published and sop.current_version and step_links.step_in(sop.current_version.document, key):
        number = _number(request)
        query = urlencode({"step": key} | ({"v": number} if number else {}))
        return redirect(f"{sop.get_absolute_url()}?{query}#s-{key}")
    if row.removed_at is None and Sop.objects.editable_by(request.user).filter(pk=sop.pk).exists():
        return redirect(f"{reverse('sops:edit', args=[sop.key])}#s-{key}")
    gone = step_links.removed(row, request.user)
    context = {
        "gone": gone,
        "sop": sop,
        "title": markdown.render_line(title_of(gone.step)),
        "body": markdown.render(body_of(gone.step)),
    }
    return render(request, "sops/step_removed.html", context, status=410)


@require_GET
@login_required
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What a version said, as it was on its day."""
    row = get_visible(
        Version.objects.select_related("published_by", *(f"sop__{name}" for name in SOP_ROW)),
        request.user,
        sop__key=key,
        number=number,
    )
    page = page_of(row.sop, row.document, user=request.user, version=row)
    return render(
        request,
        "sops/version.html",
        {"sop": row.sop, "page": page, "version": row, "has_sections": page.has_sections},
    )


@require_POST
@login_required
def pin(request: HttpRequest, key: str) -> HttpResponse:
    """Pin the SOP to the person's home page, or take it off."""
    user: Any = request.user
    sop = get_visible(Sop, user, key=key)
    row, is_new = Pin.objects.get_or_create(user=user, sop=sop)
    if not is_new:
        row.delete()
    if request.headers.get("HX-Request"):
        return render(request, "sops/parts/pin.html", {"sop": sop, "is_pinned": is_new})
    return redirect(sop)


def _number(request: HttpRequest) -> int | None:
    """`?v=`, where it is a number; anything else is as if it was not there."""
    given = request.GET.get("v", "")
    return int(given) if given.isdecimal() and len(given) < 9 else None


def _differs(sop: Sop) -> bool:
    assert sop.current_version is not None
    return document_of(sop).content_hash() != sop.current_version.content_hash
