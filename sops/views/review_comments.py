"""Comments and suggestions. Scripts get the threads of the step anew, plain forms the page they came from."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_editable
from sops.drafts import get_comment, get_draft, get_thread
from sops.models import Comment, Sop, Step, Suggestion
from sops.reading.threads import threads_on
from sops.services import commenting
from sops.views import answers

# The pages that show threads, by the name that their forms send.
PAGES = {"review": "sops:review", "draft": "sops:draft", "edit": "sops:edit"}
OFFERED = 8


@login_required
@require_POST
def add(request: HttpRequest, key: str) -> HttpResponse:
    """A new thread with `text`, on the step with the key `step`, or on the SOP as a whole."""
    sop = get_draft(request.user, key)
    step = _step(sop, request.POST.get("step", ""))
    try:
        row = commenting.comment(sop=sop, step=step, by=request.user, text=request.POST.get("text", ""))
    except ValidationError as problem:
        return _answer(request, sop, step, problem=problem)
    return _answer(request, sop, step, row)


@login_required
@require_POST
def suggest(request: HttpRequest, key: str) -> HttpResponse:
    """Other words (`after`) for a `field` of the step with the key `step`; `text` says why."""
    sop = get_draft(request.user, key)
    step = get_object_or_404(sop.steps.present(), key=request.POST.get("step", ""))
    field, after, text = (request.POST.get(name, "") for name in ("field", "after", "text"))
    try:
        if field not in Suggestion.Field.values:
            raise ValidationError("Choose what the new words are for.")
        made = commenting.suggest(step=step, by=request.user, field=field, after=after, text=text)
    except ValidationError as problem:
        return _answer(request, sop, step, problem=problem)
    return _answer(request, sop, step, made.comment)


@login_required
@require_GET
def one(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """To the comment, on the page that this person sees the draft on."""
    get_thread(request.user, key, pk)
    may_edit = Sop.objects.editable_by(request.user).filter(key=key).exists()
    address = reverse("sops:review" if may_edit else "sops:draft", args=[key])
    return redirect(f"{address}#c-{pk}")


@login_required
@require_POST
def answer(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    thread = get_thread(request.user, key, pk)
    try:
        row = commenting.answer(thread=thread, by=request.user, text=request.POST.get("text", ""))
    except ValidationError as problem:
        return _answer(request, thread.sop, thread.step, problem=problem)
    return _answer(request, thread.sop, thread.step, row)


@login_required
@require_POST
def reword(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """The author's comment in other words (`text`). 403 for anybody else."""
    row = get_comment(request.user, key, pk)
    try:
        commenting.reword(row=row, by=request.user, text=request.POST.get("text", ""))
    except ValidationError as problem:
        return _answer(request, row.sop, row.step, row, problem=problem)
    return _answer(request, row.sop, row.step, row)


@login_required
@require_POST
def unsay(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """The author takes the comment back. 403 for anybody else; refused with a sentence once it was answered."""
    row = get_comment(request.user, key, pk)
    try:
        commenting.unsay(row=row, by=request.user)
    except ValidationError as problem:
        return _answer(request, row.sop, row.step, row, problem=problem)
    return _answer(request, row.sop, row.step)


@login_required
@require_POST
def resolve(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    thread = commenting.resolve(thread=get_thread(request.user, key, pk), by=request.user)
    return _answer(request, thread.sop, thread.step, thread)


@login_required
@require_POST
def reopen(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    thread = commenting.reopen(thread=get_thread(request.user, key, pk), by=request.user)
    return _answer(request, thread.sop, thread.step, thread)


@login_required
@require_POST
def accept(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """The suggested words become the step's. 422 where the step was changed since, unless `anyway` is sent."""
    return _decide(request, key, pk, commenting.accept, anyway="anyway" in request.POST)


@login_required
@require_POST
def decline(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    return _decide(request, key, pk, commenting.decline)


@login_required
@require_GET
def people(request: HttpRequest, key: str) -> JsonResponse:
    """`?q=`: people who see the draft and whose name or address begins so, for completing a mention."""
    sop = get_draft(request.user, key)
    words = request.GET.get("q", "").strip().casefold()[:60]
    found = [
        {"name": person.name or person.email, "initials": person.initials, "email": person.email}
        for person in commenting.readers_of(sop)
        if any(
            part.startswith(words) for part in [*str(person).casefold().split(), person.email, str(person).casefold()]
        )
    ]
    return JsonResponse({"people": found[:OFFERED]})


def _decide(request: HttpRequest, key: str, pk: int, verb: Any, **more: Any) -> HttpResponse:
    sop = get_editable(Sop, request.user, key=key)
    suggestion = get_object_or_404(Suggestion.objects.select_related("comment__step"), comment=pk, comment__sop=sop)
    row = suggestion.comment
    try:
        verb(suggestion=suggestion, by=request.user, **more)
    except ValidationError as problem:
        return _answer(request, sop, row.step, row, problem=problem)
    if answers.is_script(request) and request.POST.get("back") in PAGES and verb is commenting.accept:
        return HttpResponse(headers={"HX-Refresh": "true"})  # the words of the step are others now
    return _answer(request, sop, row.step, row)


def _step(sop: Sop, key: str) -> Step | None:
    return get_object_or_404(sop.steps, key=key) if key else None


def _answer(
    request: HttpRequest,
    sop: Sop,
    step: Step | None,
    row: Comment | None = None,
    *,
    problem: ValidationError | None = None,
) -> HttpResponse:
    """The threads of the step; for a plain form the page they stand on, at the comment."""
    back = request.POST.get("back", "review")
    back = back if back in PAGES else "review"
    sentences = answers.sentences_of(problem) if problem else []
    may_edit = Sop.objects.editable_by(request.user).filter(pk=sop.pk).exists()
    if answers.is_script(request):
        context = {
            "sop": sop,
            "said": threads_on(sop, step),
            "back": back,
            "may_edit": may_edit,
            "not_said": sentences,
            "draft_text": request.POST.get("text", "") if problem else "",
        }
        return render(request, "sops/review/threads.html", context, status=422 if problem else 200)
    if sentences:
        messages.error(request, " ".join(sentences))
    page = PAGES[back] if may_edit else PAGES["draft"]
    query = f"?{urlencode({'open': step.key})}" if back == "edit" and step else ""
    place = f"#c-{row.pk}" if row else f"#said-{step.key}" if step else "#said-sop"
    return redirect(f"{reverse(page, args=[sop.key])}{query}{place}")
