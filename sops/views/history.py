"""The history of an SOP: its versions, every change of every field, and the ways back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_editable, get_visible
from sops import trail
from sops.fieldtexts import SOP_LABELS, STEP_LABELS
from sops.models import Sop, Version
from sops.reading import last_read
from sops.services import publishing, versions
from sops.views.history_steps import steps_of

VERSIONS_PER_PAGE = 25


@login_required
@require_GET
def history(request: HttpRequest, key: str) -> HttpResponse:
    """Versions with who, when, why and hash; `?verify=3` checks the hash of version 3. For editors every edit.

    `?person=`, `?field=`, `?step=` narrow the edits, `?before=` and `?page=` turn the pages of edits and versions.
    """
    sop = get_visible(Sop.objects.select_related("library", "current_version"), request.user, key=key)
    may_edit = Sop.objects.editable_by(request.user).filter(pk=sop.pk).exists()
    rows = sop.versions.select_related("published_by").defer("data")
    context = {
        "sop": sop,
        "may_edit": may_edit,
        "found": Paginator(rows, VERSIONS_PER_PAGE).get_page(request.GET.get("page")),
        "verified": _verified(sop, request.GET.get("verify", "")),
        "read": last_read.last_read(sop, request.user),
    }
    if may_edit:
        filters = trail.Filters.from_query(request.GET)
        edits = trail.page_of(sop, filters)
        numbers = {entry.version for entry in edits.entries} - {None}
        notes = dict(sop.versions.filter(number__in=numbers).values_list("number", "note"))
        context |= {
            "filters": filters,
            "edits": edits,
            "notes": notes,
            "people": trail.people_in(sop),
            "steps": steps_of(sop),
            "fields": sorted({label: name for name, label in (STEP_LABELS | SOP_LABELS).items()}.items()),
        }
    return render(request, "sops/edit/history.html", context)


@login_required
@require_POST
def seen(request: HttpRequest, key: str) -> HttpResponse:
    """The person has seen what changed since they read the SOP; its page says no more about it."""
    sop = get_visible(Sop, request.user, key=key)
    last_read.seen(sop=sop, user=request.user)
    return HttpResponse() if request.headers.get("HX-Request") else redirect(sop)


@login_required
@require_POST
def restore(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The live rows say what that version said. With `publish` that is a new version for readers at once.

    Where something stands in the way of publishing, an approval for example, it stays a draft.
    """
    sop = get_editable(Sop, request.user, key=key)
    versions.restore(sop=sop, version=version_of(sop, str(number)), by=request.user)
    if "publish" not in request.POST:
        messages.info(request, f"The draft says what version {number} said. Publish it to show it to readers.")
        return redirect("sops:edit", key=key)
    return _publish(request, sop, f"Back to version {number}", f"what version {number} said")


@login_required
@require_POST
def restore_step(request: HttpRequest, key: str, number: int, step_key: str) -> HttpResponse:
    """One step as that version said it, back under its key; all others stay as they are. `publish` as above."""
    sop = get_editable(Sop, request.user, key=key)
    version = version_of(sop, str(number))
    try:
        step = versions.restore_step(sop=sop, version=version, key=step_key, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(f"{reverse('sops:compare', args=[key])}?from={number}")
    if "publish" not in request.POST:
        messages.info(request, f"The step says in the draft what it said in version {number}.")
        return redirect(f"{reverse('sops:edit', args=[key])}?open={step.key}#e-{step.key}")
    return _publish(request, sop, f"Step {step.position} as in version {number}", "the step as it was")


def version_of(sop: Sop, number: str) -> Version:
    """404 where there is no such version."""
    if not (number.isascii() and number.isdecimal()) or len(number) > 9:
        raise Http404
    return get_object_or_404(sop.versions, number=int(number))


def _publish(request: HttpRequest, sop: Sop, note: str, what: str) -> HttpResponse:
    try:
        version = publishing.publish(sop=sop, by=request.user, note=note)
    except ValidationError as problem:
        messages.info(request, f"The draft says {what}. It is not published: {' '.join(problem.messages)}")
        return redirect("sops:edit", key=sop.key)
    messages.success(request, f"Version {version.number} is published: {what}. Readers see it now.")
    return redirect("sops:detail", key=sop.key)


def _verified(sop: Sop, number: str) -> Version | None:
    """The version whose hash the person asked to check, with its text read again from the database."""
    return version_of(sop, number) if number else None
