"""Feedback: the form of a reader, and the one piece of it for both sides."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.fetch import get_editable, get_visible
from access.paths import own_path
from sops.forms_feedback import FeedbackForm
from sops.models import Feedback, Sop, Version
from sops.pictures import MAX_BYTES
from sops.reading import feedback as reading
from sops.reading.step_links import step_in
from sops.reading.steps import title_of
from sops.responsible import responsible_for
from sops.services import feedback as services
from sops.views import answers


@login_required
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, key: str) -> HttpResponse:
    """GET `?step=KEY&v=N`: the form. POST: `kind`, `text`, perhaps `picture`; 422 with sentences."""
    user: Any = request.user
    sop = get_visible(Sop.objects.published().select_related("library", "owner", "current_version"), user, key=key)
    version = _version(request, sop)
    step_key = request.POST.get("step", request.GET.get("step", ""))[:40]
    found = step_in(version.document, step_key) if step_key else None
    if step_key and found is None:
        raise Http404
    problems: list[str] = []
    form = FeedbackForm(request.POST, request.FILES) if request.method == "POST" else FeedbackForm()
    if form.is_bound:
        try:
            if not form.is_valid():
                raise ValidationError([text for texts in form.errors.values() for text in texts])
            given = services.give(sop=sop, version=version, step_key=step_key, by=user, **_said(form))
        except ValidationError as problem:
            problems = answers.sentences_of(problem)
        else:
            return _thanks(request, given)
    context = {
        "sop": sop,
        "version": version,
        "step_key": step_key,
        "number": found[0] if found else None,
        "title": title_of(found[1]) if found else "",
        "form": form,
        "kinds": Feedback.Kind.choices,
        "chosen": request.POST.get("kind", ""),
        "text": request.POST.get("text", ""),
        "problems": problems,
        "goes_to": reading.names(responsible_for(sop)),
    }
    piece = "form" if answers.is_script(request) else "form_page"
    return render(request, f"sops/feedback/{piece}.html", context, status=422 if problems else 200)


@login_required
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of feedback: for whoever gave it, and for those who answer it."""
    feedback = get_visible(reading.for_lists(Feedback.objects.all()), request.user, pk=pk)
    return show_one(request, feedback)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """`status` and `answer`: for editors of the SOP and its owner. Back to `next`; 422 with sentences."""
    feedback = get_editable(reading.for_lists(Feedback.objects.all()), request.user, pk=pk)
    text = request.POST.get("answer", "")
    try:
        services.answer(feedback=feedback, status=request.POST.get("status", ""), text=text, by=request.user)
    except ValidationError as problem:
        return show_one(request, feedback, problems=answers.sentences_of(problem), draft=text)
    messages.success(request, "Answered. Whoever reported it is told." if feedback.given_by else "Saved.")
    return redirect(own_path(request.POST.get("next", "")) or feedback.get_absolute_url())


@login_required
@require_GET
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What was sent along; only for those who see the feedback."""
    feedback = get_visible(Feedback, request.user, pk=pk)
    if not feedback.picture:
        raise Http404
    response = FileResponse(feedback.picture.open(), content_type="image/webp")
    patch_cache_control(response, private=True, max_age=3600)
    return response


def show_one(
    request: HttpRequest, feedback: Feedback, *, problems: list[str] | None = None, draft: str = ""
) -> HttpResponse:
    may_answer = Feedback.objects.editable_by(request.user).filter(pk=feedback.pk).exists()
    context = {"feedback": feedback, "may_answer": may_answer, "problems": problems, "draft": draft}
    return render(request, "sops/feedback/one.html", context, status=422 if problems else 200)


def _thanks(request: HttpRequest, given: Feedback) -> HttpResponse:
    if answers.is_script(request):
        goes_to = reading.names(responsible_for(given.sop))
        return render(request, "sops/feedback/thanks.html", {"feedback": given, "goes_to": goes_to})
    messages.success(request, "Thank you. You will hear what becomes of it.")
    at = f"#s-{given.step.key}" if given.step else ""
    return redirect(f"{given.sop.get_absolute_url()}{at}")


def _said(form: FeedbackForm) -> dict[str, Any]:
    """The form's content; of a picture that is too large only as much as shows that it is."""
    upload = form.cleaned_data["picture"]
    return {
        "kind": form.cleaned_data["kind"],
        "text": form.cleaned_data["text"],
        "picture": upload.read(MAX_BYTES + 1) if upload else b"",
    }


def _version(request: HttpRequest, sop: Sop) -> Version:
    """The version that was read; the current one where the address names none that is there."""
    given = request.POST.get("v", request.GET.get("v", ""))
    if given.isdecimal() and len(given) < 9:
        found = sop.versions.filter(number=int(given)).first()
        if found:
            return found
    assert sop.current_version is not None
    return sop.current_version
