"""From the editor to readers: publish, withdraw, discard what was changed since, remove."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from access.fetch import get_editable
from sops import diffs
from sops.forms import PublishForm
from sops.models import Sop
from sops.services import editing, feedback, publishing, versions
from sops.services.approvals import NotApproved, standing
from sops.views import answers


@login_required
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """GET: what would change for readers, and what stands in the way. POST: do it; 422 with sentences if not."""
    sop = get_editable(Sop, request.user, key=key)
    problems: list[str] = []
    if request.method == "POST":
        form = PublishForm(request.POST)
        before = sop.current_version
        try:
            if not form.is_valid():
                raise ValidationError(answers.sentences_of(form))
            version = publishing.publish(sop=sop, by=request.user, note=form.cleaned_data["note"])
        except NotApproved:
            pass  # the page says who has to approve it
        except ValidationError as problem:
            problems = problem.messages
        else:
            feedback.close_answered(sop=sop, pks=request.POST.getlist("closes"), version=version, by=request.user)
            is_new = before is None or before.pk != version.pk
            messages.success(
                request,
                f"Version {version.number} is published. Readers see it now."
                if is_new
                else f"Nothing has changed since version {version.number}: readers go on seeing it.",
            )
            return redirect("sops:detail", key=sop.key)
    return _show(request, sop, problems)


def _show(request: HttpRequest, sop: Sop, problems: list[str]) -> HttpResponse:
    live, current = publishing.document_of(sop), sop.current_version
    last = sop.versions.first()
    is_shown = sop.shows(live)
    context = {
        "sop": sop,
        "now": None if is_shown else standing(sop, live.content_hash()),
        "problems": problems or publishing.problems_of(live),
        "comparison": diffs.compare(current.document, live) if current else None,
        "current": current,
        "next_number": last.number + 1 if last else 1,
        "note": request.POST.get("note", ""),
    }
    template = "sops/edit/publish.html" if answers.is_script(request) else "sops/edit/publish_page.html"
    return render(request, template, context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Readers see it no more; every version is kept."""
    sop = get_editable(Sop, request.user, key=key)
    publishing.withdraw(sop=sop, by=request.user)
    messages.info(request, "Withdrawn. Readers don't see it any more; publish it to bring it back.")
    return redirect("sops:edit", key=sop.key)


@login_required
@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """The live rows become what readers see: everything changed since the last publication goes."""
    sop = get_editable(Sop, request.user, key=key)
    if sop.current_version is None:
        messages.error(request, "Nothing was published yet, so there is nothing to go back to.")
    else:
        versions.restore(sop=sop, version=sop.current_version, by=request.user)
        messages.info(request, f"The draft says what version {sop.current_version.number} says again.")
    return redirect("sops:edit", key=sop.key)


@login_required
@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Out of every list and every search. Links to it answer that it is gone."""
    sop = get_editable(Sop, request.user, key=key)
    editing.remove_sop(sop=sop, by=request.user)
    messages.info(request, f"“{sop.title}” was removed.")
    return redirect("sops:library", slug=sop.library.slug)
