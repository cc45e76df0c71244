"""Slack's requests, and the page where people link themselves."""

import json
from typing import Any
from urllib.parse import parse_qs

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from integrations.chat import blocks, linking, tasks
from integrations.chat.asking import verified
from integrations.chat.linking import SlackUser, link_address, person_of
from integrations.crm.answering import site_of
from integrations.crm.views.answers import problem, refusing
from integrations.models import SlackLink
from search import service

HELP = "Say what you want to do, for example `/stepmark discount approval`."


@csrf_exempt  # the signature says who asks; there is no session to misuse
@require_POST
@refusing
def command(request: HttpRequest) -> HttpResponse:
    """`/stepmark words`: the best steps for the linked person, at once. Who isn't linked is told how to."""
    said = {name: values[0] for name, values in parse_qs(verified(request)).items()}
    site = site_of(request)
    who = SlackUser(
        said.get("team_id", ""), said.get("user_id", ""), said.get("user_name", ""), said.get("team_domain", "")
    )
    if not who.team_id or not who.user_id:
        return problem(400, "invalid", "The request doesn't say who asks.")
    person = person_of(who.team_id, who.user_id)
    if person is None:
        address = link_address(who, site)
        return JsonResponse(
            blocks.only_you(
                f"I don't know who you are in Stepmark yet. {blocks.link(address, 'Link your account')} "
                "(for the next 15 minutes), then ask again."
            )
        )
    query = said.get("text", "").strip()[:500]
    if not query or query.lower() == "help":
        return JsonResponse(blocks.only_you(HELP))
    results = service.find_steps(user=person, query=query, limit=blocks.SHOWN)
    more = f"{site}{reverse('search:page')}?{urlencode({'q': query})}"
    return JsonResponse(blocks.found(query, results, site, more))


@csrf_exempt
@require_POST
@refusing
def events(request: HttpRequest) -> HttpResponse:
    """`url_verification` answers the challenge; `link_shared` is answered at once, its preview is sent by a task."""
    try:
        said: Any = json.loads(verified(request))
    except (ValueError, RecursionError):
        return problem(400, "invalid", "The body is not JSON.")
    if not isinstance(said, dict):
        return problem(400, "invalid", "The body is not a JSON object.")
    if said.get("type") == "url_verification":
        return JsonResponse({"challenge": str(said.get("challenge", ""))[:500]})
    event = said.get("event")
    if isinstance(event, dict) and event.get("type") == "link_shared":
        links = event.get("links")
        urls = [str(one.get("url", "")) for one in links if isinstance(one, dict)] if isinstance(links, list) else []
        tasks.unfurl.delay(
            str(said.get("team_id", "")),
            str(event.get("user", "")),
            str(event.get("channel", "")),
            str(event.get("message_ts", "")),
            urls[:20],
            site_of(request),
        )
    return HttpResponse(status=200)


@never_cache
@require_GET
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """The person's links; with `?link=` of the slash command, the question whether to make one."""
    return _page(request, request.GET.get("link", ""))


@require_POST
@login_required
def make_link(request: HttpRequest) -> HttpResponse:
    """`link`, from the address that the slash command gave."""
    given = request.POST.get("link", "")
    try:
        row = linking.link(link=given, by=request.user)
    except ValidationError as wrong:
        return _page(request, "", status=422, problem=" ".join(wrong.messages))
    messages.success(request, f"“{row.name or row.slack_user_id}” in Slack is you now.")
    return redirect("integrations:slack-account")


@require_POST
@login_required
def unlink(request: HttpRequest) -> HttpResponse:
    """`pk` of one of the person's own links."""
    pk = request.POST.get("pk", "")
    person: Any = request.user
    rows = SlackLink.objects.filter(user=person)
    row = get_object_or_404(rows, pk=int(pk) if pk.isdecimal() and len(pk) < 10 else 0)
    linking.unlink(row=row, by=request.user)
    messages.success(request, "Slack knows you no more.")
    return redirect("integrations:slack-account")


def _page(request: HttpRequest, link: str, *, status: int = 200, problem: str = "") -> HttpResponse:
    who: SlackUser | None = None
    person: Any = request.user
    if link:
        try:
            who = linking.asked_by(link)
        except ValidationError as wrong:
            status, problem = 422, " ".join(wrong.messages)
    context = {"who": who, "link": link, "problem": problem, "rows": SlackLink.objects.filter(user=person)}
    return render(request, "integrations/chat/account.html", context, status=status)
