"""What Salesforce asks for: a frame on the record page (Canvas), and JSON for our Lightning component."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.models import User
from integrations import framing
from integrations.crm.answering import answer, site_of
from integrations.crm.asking import opened_salesforce, person_of
from integrations.crm.finding import Match, best, matches
from integrations.crm.records import from_salesforce
from integrations.crm.views.answers import private, problem, refusing
from integrations.signatures import Refused
from sops.models import Screenshot
from sops.reading.page import SopPage, published_page
from sops.reading.steps import ReadingStep

TICKET_SALT, TICKET_SECONDS = "integrations.crm.picture", 3600


@csrf_exempt  # the signature says who asks; there is no session to misuse
@require_POST
def canvas(request: HttpRequest) -> HttpResponse:
    """`signed_request` of a Canvas app: the step that fits the record, in a frame. Refused: 401, as a page."""
    try:
        held = opened_salesforce(request.POST.get("signed_request", ""), needs_time=False)
    except Refused as refusal:
        instead = render(request, "integrations/crm/frame.html", {"refused": str(refusal)}, status=401)
        return framing.framed_by(instead, _framers())
    context = _dict(held.get("context"))
    person = person_of(str(_dict(context.get("user")).get("email") or ""))
    place = _dict(context.get("environment"))
    record = from_salesforce({**_dict(place.get("record")), **_dict(place.get("parameters"))})
    found = matches(record, user=person)
    first = found[0] if found else None
    page = published_page(first.sop, user=person) if first else None
    shown = {
        "person": person,
        "record": record,
        "match": first,
        "others": found[1:6],
        "tied": len(best(found)) > 1,
        "page": page,
        "step": _step(page, first, person) if page and first and first.number else None,
        "site": site_of(request),
    }
    return framing.framed_by(render(request, "integrations/crm/frame.html", shown), _framers())


@csrf_exempt
@require_http_methods(["POST", "OPTIONS"])
@refusing
def steps(request: HttpRequest) -> HttpResponse:
    """`signed_request`, made by our Apex class: JSON as `answering.answer` says. Only for origins of the settings."""
    if request.method == "OPTIONS":
        return _for_origin(request, HttpResponse(status=204))
    held = opened_salesforce(request.POST.get("signed_request", ""), needs_time=True)
    person = person_of(str(_dict(held.get("user")).get("email") or ""))
    record = from_salesforce(_dict(held.get("record")))
    return _for_origin(request, JsonResponse(answer(record, user=person, site=site_of(request))))


@require_GET
def picture(request: HttpRequest, ticket: str, sha256: str) -> HttpResponse:
    """A picture of the SOP in the frame, for an hour, while the person may see it."""
    try:
        held = signing.loads(ticket, salt=TICKET_SALT, max_age=TICKET_SECONDS)
    except signing.BadSignature as forged:
        raise Http404 from forged
    person = User.objects.filter(pk=held["user"]).first() or AnonymousUser()
    shot = Screenshot.objects.visible_to(person).filter(sop__key=held["sop"], sha256=sha256, is_published=True).first()
    if shot is None:
        raise Http404
    return private(FileResponse(shot.file.open("rb")))  # type: ignore[arg-type]


def _step(page: SopPage, match: Match, person: Any) -> ReadingStep:
    ticket = signing.dumps({"user": person.pk, "sop": match.sop.key}, salt=TICKET_SALT)
    return framing.with_pictures_at(
        page.steps[match.number - 1], lambda sha256: reverse("integrations:crm-picture", args=[ticket, sha256])
    )


def _for_origin(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Scripts of listed origins may read the answer; without cookies, which count for nothing here."""
    origin = request.headers.get("Origin", "")
    if origin and not framing.may_frame(origin):
        return problem(403, "origin", f"{_host(origin)} is not listed in STEPMARK_FRAME_ANCESTORS.")
    if origin:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = "POST"
        response["Access-Control-Max-Age"] = "600"
    response["Vary"] = "Origin"
    return private(response)


def _host(origin: str) -> str:
    return re.sub(r"[^A-Za-z0-9.:-]", "", urlsplit(origin).netloc)[:100] or "This origin"


def _framers() -> list[str]:
    return list(settings.STEPMARK_FRAME_ANCESTORS)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
