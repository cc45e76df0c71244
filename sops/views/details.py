"""What is said about the SOP as a whole, saved from the editor."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.fetch import get_editable
from sops.forms import SopForm
from sops.models import Sop
from sops.rows import LinkRow, link_rows
from sops.services import editing, noting
from sops.services.merging import EditConflict
from sops.views import answers, conflicts
from sops.views.cards import sop_titles
from sops.views.editing import edit_page


@login_required
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, key: str) -> HttpResponse:
    """GET: the form. POST: save it; 409 with both texts if somebody was faster, 422 with sentences."""
    sop = get_editable(Sop, request.user, key=key)
    if request.method == "GET":
        titles = sop_titles(request.user)
        links = [LinkRow.of(link, titles) for link in sop.links]
        return render(request, "sops/edit/details.html", {"sop": sop, "details": SopForm(sop=sop), "links": links})
    form = SopForm(request.POST, sop=sop)
    if not form.is_valid():
        return _refused(request, sop, form, answers.sentences_of(form))
    seen, before = form.cleaned_data["revision"], sop.revision
    changes = {name: value for name, value in form.changes().items() if name not in request.POST.getlist("take")}
    try:
        stored = editing.update_sop(sop=sop, by=request.user, revision=seen, **changes)
    except EditConflict as conflict:
        return _conflict(request, conflict)
    except ValidationError as problem:
        return _refused(request, sop, form, answers.sentences_of(problem))
    noting.note_why(row=stored, by=request.user, why=request.POST.get("why", ""))
    if answers.wants_json(request):
        is_merged = seen not in (None, before) or "take" in request.POST
        return answers.saved(stored.revision, merged=is_merged, title=stored.title)
    messages.info(request, "Saved.")
    return redirect("sops:edit", key=sop.key)


def _conflict(request: HttpRequest, conflict: EditConflict) -> HttpResponse:
    """Both texts, the person's own in the fields; saving again from here is a decision."""
    sop = conflict.row
    assert isinstance(sop, Sop)
    data = conflicts.joined(request.POST, SopForm(sop=sop), conflict, sop_titles(request.user))
    details, clashes, by = SopForm(data, sop=sop), conflicts.clashes_of(conflict), conflicts.last_editor(sop)
    if not answers.is_script(request):
        return edit_page(request, sop, details=details, clashes=clashes, clashed_by=by, status=409)
    context = {"sop": sop, "details": details, "links": link_rows(data), "clashes": clashes, "clashed_by": by}
    return render(request, "sops/edit/details.html", context, status=409)


def _refused(request: HttpRequest, sop: Sop, form: SopForm, sentences: list[str]) -> HttpResponse:
    if answers.wants_json(request):
        return answers.refused(sentences)
    return edit_page(request, sop, details=form, problems=sentences, status=422)
