"""Embeds: what pages of others show, and the page where editors make, list and revoke them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_editable
from integrations import framing
from integrations.crm.answering import site_of
from integrations.embeds import services, snippets
from integrations.embeds.audience import refuse_others
from integrations.embeds.tokens import NotShown, Shown, opened, token_of
from integrations.models import Embed
from sops.models import Screenshot, Sop, Step
from sops.reading.page import published_page

SOPS = Sop.objects.select_related("library", "current_version")


@require_GET
def embed(request: HttpRequest, token: str) -> HttpResponse:
    """The published SOP, or the one step, in a frame of the token's origin. Whoever else asks gets a sentence."""
    try:
        shown = opened(token)
        refuse_others(request, shown.embed.origin)
    except NotShown as why:
        instead = render(request, "integrations/embeds/not_shown.html", {"why": str(why)}, status=why.status)
        return framing.framed_by(instead, [why.origin] if why.origin else [])
    Embed.objects.filter(pk=shown.embed.pk).update(shown_at=timezone.now())
    # As a stranger: what the SOP leads to is not part of this embed.
    page = published_page(shown.sop, user=AnonymousUser())
    steps = [
        framing.with_pictures_at(step, lambda sha256: reverse("integrations:embed-picture", args=[token, sha256]))
        for step in page.steps
        if shown.embed.step is None or step.key == shown.embed.step.key
    ]
    context = {
        "shown": shown,
        "page": page,
        "steps": steps,
        "site": site_of(request),
        "token": token,
        "title": snippets.title_of(shown.embed, shown.sop),
    }
    return framing.framed_by(render(request, "integrations/embeds/embed.html", context), [shown.embed.origin])


@require_GET
def picture(request: HttpRequest, token: str, sha256: str) -> HttpResponse:
    """A picture that the embed shows today."""
    try:
        shown = opened(token)
    except NotShown as why:
        raise Http404 from why
    if sha256 not in _pictures(shown):
        raise Http404
    shot = Screenshot.objects.filter(sop=shown.sop, sha256=sha256, is_published=True).first()
    if shot is None:
        raise Http404
    response = FileResponse(shot.file.open("rb"))
    response["Cache-Control"] = "private, max-age=600"
    return response  # type: ignore[return-value]


@require_GET
@login_required
def embeds(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, get_editable(SOPS, request.user, key=key))


@require_POST
@login_required
def make(request: HttpRequest, key: str) -> HttpResponse:
    """`origin`, `days` and perhaps `step` (its key)."""
    sop = get_editable(SOPS, request.user, key=key)
    wanted, days = request.POST.get("step", ""), request.POST.get("days", "")
    step = Step.objects.present().filter(sop=sop, key=wanted).first() if wanted else None
    try:
        if wanted and step is None:
            raise ValidationError("This step isn't in the SOP.")
        made = services.make_embed(
            sop=sop,
            step=step,
            origin=request.POST.get("origin", ""),
            days=int(days) if days.isdecimal() and len(days) < 5 else 0,
            by=request.user,
        )
    except ValidationError as problem:
        return _page(request, sop, status=422, problem=" ".join(problem.messages))
    messages.success(request, "The embed is ready. Copy its snippet into the page.")
    return redirect(f"{reverse('integrations:embeds', args=[key])}#embed-{made.key}")


@require_POST
@login_required
def revoke(request: HttpRequest, key: str, embed_key: str) -> HttpResponse:
    row = get_editable(Embed.objects.select_related("sop__library", "step"), request.user, sop__key=key, key=embed_key)
    services.revoke_embed(embed=row, by=request.user)
    messages.success(request, f"Pages of {row.origin} don't show it any more.")
    return redirect("integrations:embeds", key=key)


def _page(request: HttpRequest, sop: Sop, *, status: int = 200, problem: str = "") -> HttpResponse:
    rows = list(Embed.objects.filter(sop=sop).select_related("step", "made_by"))
    site, now = site_of(request), timezone.now()
    for row in rows:
        row.sop = sop
    alive = [row for row in rows if row.revoked_at is None and row.expires_at > now]
    context: dict[str, Any] = {
        "sop": sop,
        "alive": [(row, snippets.frame(row, sop, site), snippets.title_of(row, sop), token_of(row)) for row in alive],
        "ended": [(row, snippets.title_of(row, sop)) for row in rows if row not in alive][:50],
        "card": snippets.card(sop.listed_title, f"{site}{sop.get_absolute_url()}", sop.listed_purpose[:200]),
        "steps": Step.objects.filter(sop=sop).present(),
        "days": services.DAYS.items(),
        "problem": problem,
        "given": request.POST,
    }
    return render(request, "integrations/embeds/embeds.html", context, status=status)


def _pictures(shown: Shown) -> set[str]:
    assert shown.sop.current_version is not None
    only = shown.embed.step.key if shown.embed.step else None
    steps = shown.sop.current_version.document.steps
    return {step.picture.sha256 for step in steps if step.picture and only in (None, step.key)}
