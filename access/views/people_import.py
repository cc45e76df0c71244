"""People from a CSV file, for site admins: look first, then do it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from access import people_csv, people_import
from access.tasks import send_invitations
from access.views.people_parts import site_admin

SHOWN = 200


@require_http_methods(["GET", "POST"])
@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """POST `file` (CSV): a report on each line, nothing changed. 422 with the reason where it is no table."""
    site_admin(request)
    if request.method == "GET":
        return _page(request)
    try:
        file = request.FILES.get("file")
        if file is None:
            raise ValidationError("Choose a CSV file.")
        if (file.size or 0) > people_csv.MOST_BYTES:
            raise ValidationError(f"The file is larger than {people_csv.MOST_BYTES // 1_000_000} MB. Split it.")
        text = people_csv.decode(file.read())
        return _preview(request, text)
    except ValidationError as problem:
        return _page(request, status=422, problem=" ".join(problem.messages))


@require_POST
@login_required
def apply(request: HttpRequest) -> HttpResponse:
    """`content` and `fingerprint` of the preview; `invite` sends invitations. 422 where things have changed."""
    by = site_admin(request)
    text = request.POST.get("content", "")
    try:
        done, new = people_import.carry_out(text=text, fingerprint=request.POST.get("fingerprint", ""), by=by)
    except people_import.Changed as problem:
        return _preview(request, text, status=422, problem=" ".join(problem.messages))
    except ValidationError as problem:
        return _page(request, status=422, problem=" ".join(problem.messages))
    if request.POST.get("invite") and new:
        ids, base = [person.pk for person in new], request.build_absolute_uri("/")
        transaction.on_commit(lambda: send_invitations.delay(ids, by.pk, base))
    messages.success(request, _told(len(done.good), len(new), len(done.refused)))
    return redirect("access:everyone")


def _told(lines: int, accounts: int, refused: int) -> str:
    done = f"{lines} line{'s' if lines != 1 else ''} done, {accounts} new account{'s' if accounts != 1 else ''}."
    return f"{done} {refused} refused." if refused else done


def _preview(request: HttpRequest, text: str, status: int = 200, problem: str = "") -> HttpResponse:
    plan = people_csv.plan(text)
    context = {
        "plan": plan,
        "good": plan.good[:SHOWN],
        "refused": plan.refused[:SHOWN],
        "content": text,
        "problem": problem,
        "shown": SHOWN,
    }
    return _page(request, status=status, **context)


def _page(request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
    context["most"] = people_csv.MOST_LINES
    return render(request, "access/people/import.html", context, status=status)
