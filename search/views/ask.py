"""“Ask” as a stream for the page, and as a page of its own without script."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.api import throttling
from search import service as searching
from search.ask import endpoint, service
from search.ask.checking import Sentence

MOST_A_MINUTE = 10


@login_required
@require_GET
def ask(request: HttpRequest) -> HttpResponseBase:
    """`?q=`. Server-sent events for who accepts them (`sentence`, then `ended`), else a page. 429 for too many."""
    if not endpoint.is_on():
        raise Http404
    user: Any = request.user
    if throttling.counted(f"search-ask:{user.pk}", MOST_A_MINUTE).is_over:
        return render(request, "429.html", status=429)
    query = request.GET.get("q", "").strip()[: searching.LONGEST_READ]
    parts = service.answer(user=user, query=query)
    if "text/event-stream" not in request.headers.get("Accept", ""):
        return _page(request, query, list(parts))
    response = StreamingHttpResponse(_events(parts), content_type="text/event-stream; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"  # a proxy must not hold it back
    return response


def _events(parts: Iterator[Sentence | service.Ended]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Sentence):
            steps = [
                {"number": step.number, "url": step.url, "title": f"{step.title} – {step.sop}"} for step in part.steps
            ]
            yield f"event: sentence\ndata: {json.dumps({'text': part.text, 'steps': steps})}\n\n"
        else:
            yield f"event: ended\ndata: {json.dumps({'problem': part.problem})}\n\n"


def _page(request: HttpRequest, query: str, parts: list[Sentence | service.Ended]) -> HttpResponse:
    sentences = [part for part in parts if isinstance(part, Sentence)]
    problem = next((part.problem for part in parts if isinstance(part, service.Ended)), "")
    return render(request, "search/ask.html", {"query": query, "sentences": sentences, "problem": problem})
