"""One step in the editor: shown, saved, moved, removed, brought back, doubled, split, merged, given a picture."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from access.fetch import get_editable
from sops import markdown
from sops.forms import PictureForm, StepForm
from sops.models import Sop, Step
from sops.pictures import store_picture
from sops.services import editing, noting, reshaping
from sops.services.merging import EditConflict
from sops.signals import announce, picture_stored
from sops.views import answers, conflicts
from sops.views.cards import Card, card_of
from sops.views.editing import edit_page


@login_required
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, key: str, step_key: str) -> HttpResponse:
    """GET: the card, folded or (`?open=1`) open. POST: save it; 409 with both texts if somebody was faster."""
    step = _step(request, key, step_key)
    if request.method == "POST":
        return _save(request, step)
    return answer_cards(request, [step], is_open=request.GET.get("open") == "1")


def _save(request: HttpRequest, step: Step) -> HttpResponse:
    form = StepForm(request.POST, step=step)
    if not form.is_valid():
        return _refused(request, step, answers.sentences_of(form))
    seen, before = form.cleaned_data["revision"], step.revision
    changes = {name: value for name, value in form.changes().items() if name not in request.POST.getlist("take")}
    try:
        stored = editing.update_step(step=step, by=request.user, revision=seen, **changes)
    except EditConflict as conflict:
        return _conflict(request, conflict)
    except ValidationError as problem:
        return _refused(request, step, answers.sentences_of(problem))
    noting.note_why(row=stored, by=request.user, why=request.POST.get("why", ""))
    if not answers.wants_json(request):
        return answers.back(request, stored, "Saved.")
    return answers.saved(
        stored.revision,
        merged=seen not in (None, before) or "take" in request.POST,
        title=markdown.render_line(stored.title),
        preview=markdown.render(stored.body),
    )


def _conflict(request: HttpRequest, conflict: EditConflict) -> HttpResponse:
    """Both texts, the person's own in the fields; saving again from here is a decision."""
    step = conflict.row
    assert isinstance(step, Step)
    card = card_of(step, request.user, is_open=True)
    card = replace(
        card,
        data=conflicts.joined(request.POST, card.form, conflict, card.sop_titles),
        clashes=conflicts.clashes_of(conflict),
        clashed_by=conflicts.last_editor(step),
    )
    if answers.is_script(request):
        return render(request, "sops/edit/card.html", {"card": card, "sop": card.step.sop}, status=409)
    return edit_page(request, card.step.sop, instead=card, status=409)


def _refused(request: HttpRequest, step: Step, sentences: list[str]) -> HttpResponse:
    if answers.wants_json(request):
        return answers.refused(sentences)
    card = card_of(step, request.user, is_open=True, data=request.POST)
    return edit_page(request, step.sop, instead=card, problems=sentences, status=422)


@login_required
@require_POST
def add(request: HttpRequest, key: str) -> HttpResponse:
    """A new empty step behind `after` (a step's key), at the start with "first", else at the end."""
    sop = get_editable(Sop, request.user, key=key)
    after = request.POST.get("after", "")
    behind = sop.steps.present().filter(key=after).first()
    step = editing.add_step(sop=sop, by=request.user, after=behind)
    if after == "first":
        editing.move_step(step=step, to=0, by=request.user)
    return answer_cards(request, [step], is_open=True)


@login_required
@require_POST
def move(request: HttpRequest, key: str, step_key: str) -> HttpResponse:
    """To place `to` (0 is the first), or one place `way`: "up" or "down". 204 for scripts."""
    step = _step(request, key, step_key)
    try:
        to = int(request.POST["to"])
    except (KeyError, ValueError):
        keys = list(step.sop.steps.present().values_list("key", flat=True))
        to = keys.index(step.key) + (-1 if request.POST.get("way") == "up" else 1)
    editing.move_step(step=step, to=to, by=request.user)
    return HttpResponse(status=204) if answers.is_script(request) else answers.back(request, step, is_open=False)


@login_required
@require_POST
def remove(request: HttpRequest, key: str, step_key: str) -> HttpResponse:
    """Take it out; its link explains. It can be brought back from the editor at any time."""
    step = _step(request, key, step_key)
    if step.removed_at is None:
        editing.remove_step(step=step, by=request.user)
    if answers.is_script(request):
        return HttpResponse()  # swapped in place of the card: nothing
    return answers.back(request, step, "The step was removed. You can bring it back below.", is_open=False)


@login_required
@require_POST
def bring_back(request: HttpRequest, key: str, step_key: str) -> HttpResponse:
    step = _step(request, key, step_key)
    if step.removed_at is not None:
        step = editing.bring_back_step(step=step, by=request.user)
    return answer_cards(request, [step], is_open=False)


@login_required
@require_POST
def duplicate(request: HttpRequest, key: str, step_key: str) -> HttpResponse:
    step = _step(request, key, step_key)
    twin = reshaping.duplicate_step(step=step, by=request.user)
    return answer_cards(request, [step, twin], is_open=True)


@login_required
@require_POST
def split(request: HttpRequest, key: str, step_key: str) -> HttpResponse:
    """In two, at character `at` of the description or at its first break."""
    step = _step(request, key, step_key)
    at = request.POST.get("at", "")
    try:
        parts = reshaping.split_step(step=step, by=request.user, at=int(at) if at.isdigit() else None)
    except ValidationError as problem:
        return not_done(request, step, problem)
    return answer_cards(request, list(parts), is_open=True)


@login_required
@require_POST
def merge(request: HttpRequest, key: str, step_key: str) -> HttpResponse:
    """The next step joins this one."""
    step = _step(request, key, step_key)
    try:
        kept = reshaping.merge_with_next(step=step, by=request.user)
    except ValidationError as problem:
        return not_done(request, step, problem)
    return answer_cards(request, [kept], is_open=True)


@login_required
@require_POST
def picture(request: HttpRequest, key: str, step_key: str) -> HttpResponse:
    """Another picture from an upload, or none with `remove`. The old one stays with the versions that show it."""
    step = _step(request, key, step_key)
    try:
        shot = None
        if "remove" not in request.POST:
            form = PictureForm(request.POST, request.FILES)
            if not form.is_valid():
                raise ValidationError(["Choose a picture first: PNG, JPEG or WebP."])
            shot = store_picture(sop=step.sop, content=form.cleaned_data["picture"].read())
        step = editing.update_step(step=step, by=request.user, screenshot=shot, highlight=None, annotations=[], alt="")
        if shot and not shot.words:
            announce(picture_stored, screenshot_id=shot.pk)
    except ValidationError as problem:
        return not_done(request, step, problem)
    return answer_cards(request, [step], is_open=True)


@login_required
@require_POST
def checked(request: HttpRequest, key: str, step_key: str) -> HttpResponse:
    """A person looked at what was unsure, and it is right."""
    step = _step(request, key, step_key)
    step = editing.update_step(step=step, by=request.user, unsure=[], confidence=None)
    return answer_cards(request, [step], is_open=True)


def _step(request: HttpRequest, key: str, step_key: str) -> Step:
    return get_editable(Step, request.user, key=step_key, sop__key=key)


def answer_cards(request: HttpRequest, steps: list[Step], *, is_open: bool, message: str = "") -> HttpResponse:
    """The cards for a script; for a plain form the editor, at the last of them."""
    if not (answers.is_script(request) or request.method == "GET"):
        return answers.back(request, steps[-1], message, is_open=is_open)
    cards: list[Card] = [card_of(step, request.user, is_open=is_open) for step in steps]
    answer = render(request, "sops/edit/cards.html", {"cards": cards, "sop": steps[0].sop})
    return trigger_client_event(answer, "stepmark:told", {"text": message}) if message else answer


def not_done(request: HttpRequest, step: Step, problem: ValidationError) -> HttpResponse:
    if answers.is_script(request):
        return answers.refused(answers.sentences_of(problem))
    return answers.back(request, step, " ".join(answers.sentences_of(problem)))
