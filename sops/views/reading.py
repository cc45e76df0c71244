"""SOPs, their versions and their steps, for reading."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_visible
from access.models import Library
from access.public import public_too
from sops import panels
from sops.models import Pin, Sop, Version
from sops.reading import around, last_read, step_links
from sops.reading.page import draft_page, page_of, published_page
from sops.services.publishing import document_of
from sops.views import public
from sops.views.review_archive import explains_archived

SOP_ROW = ("library", "category", "owner", "current_version__published_by")


@require_GET
@public_too(public.detail)
@explains_archived()
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
    visit = last_read.visit(sop=sop, user=user, version=page.version)
    return render(
        request,
        "sops/detail.html",
        {
            "sop": sop,
            "page": page,
            "is_draft": is_draft,
            "has_sections": page.has_sections,
            "may_edit": may_edit,
            "may_administer": may_edit and Library.objects.administered_by(user).filter(pk=sop.library_id).exists(),
            "has_draft_changes": may_edit and not is_draft and _differs(sop),
            "linked": linked,
            "news": last_read.news(visit, page.version) if page.version else None,
            "since": step_links.since(sop, linked, _number(request)) if linked and not is_draft else None,
            "is_pinned": Pin.objects.filter(user=user, sop=sop).exists(),
            "related": around.related(sop, user),
            "used_in": around.where_used(sop, user),
            "head_panels": panels.rendered("sop-head", request, sop=sop, may_edit=may_edit),
            "tool_panels": panels.rendered("sop-tools", request, sop=sop, may_edit=may_edit),
            "after_panels": panels.rendered("sop-after", request, sop=sop, may_edit=may_edit),
        },
    )


@require_GET
@login_required
@explains_archived()
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
    return not sop.current_version.says(document_of(sop))
