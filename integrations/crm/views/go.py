"""`/go`: from a record of a CRM to the step that fits it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from access.models import Library
from integrations.crm.finding import best, matches, words_for_search
from integrations.crm.records import from_pairs
from search import service

HITS = 5


@require_GET
@login_required
def go(request: HttpRequest) -> HttpResponse:
    """`?crm=&object=&stage=&id=` and any other field. One best rule: to its step. Several: a list. None: a search.

    The parameters choose among what the person may read anyway; they grant nothing. `&all=1` lists instead of opening.
    """
    pairs = [(name, value) for name in request.GET for value in request.GET.getlist(name)[:1] if name != "all"]
    record = from_pairs(pairs)
    found = matches(record, user=request.user)
    first = best(found)
    if len(first) == 1 and "all" not in request.GET:
        return redirect(first[0].url)
    words = words_for_search(record)
    results = service.find_steps(user=request.user, query=words, limit=HITS) if words and not found else None
    context = {
        "record": record,
        "first": first,
        "others": found[len(first) :],
        "words": words,
        "results": results,
        "library": Library.objects.editable_by(request.user).first(),
    }
    return render(request, "integrations/crm/go.html", context)
