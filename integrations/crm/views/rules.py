"""A library's context rules: the list, their order, on and off, the tester and the coverage picture."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from access.fetch import get_editable
from access.models import Library
from integrations.crm import services
from integrations.crm.conditions import conditions_of
from integrations.crm.coverage import picture
from integrations.crm.health import for_reading, target_of
from integrations.crm.testing import tested
from integrations.models import ContextRule, PipelineMap


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To the rules of the first library that the person may edit."""
    library = Library.objects.editable_by(request.user).first()
    if library is None:
        raise PermissionDenied
    return redirect("integrations:crm-rules", slug=library.slug)


@require_GET
@login_required
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """`?crm=` chooses whose stages the coverage picture shows."""
    return rules_page(request, get_editable(Library, request.user, slug=slug))


@require_POST
@login_required
def test(request: HttpRequest, slug: str) -> HttpResponse:
    """`record`: JSON or field=value. The page again with what would open; only the answer for htmx."""
    library = get_editable(Library, request.user, slug=slug)
    pasted = request.POST.get("record", "")
    answer = tested(pasted, rules=_rules_of(library), user=request.user)
    status = 422 if answer.problem else 200
    if request.headers.get("HX-Request"):
        return render(request, "integrations/crm/tested.html", {"answer": answer, "library": library}, status=status)
    return rules_page(request, library, status=status, answer=answer, pasted=pasted[:20_000])


@require_POST
@login_required
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`to` (a place, 0 is the first) from dragging, or `way` ("up", "down") from a button."""
    rule = rule_of(request, slug, pk)
    order = list(ContextRule.objects.filter(sop__library__slug=slug).values_list("pk", flat=True))
    to = request.POST.get("to", "")
    place = order.index(rule.pk) + (-1 if request.POST.get("way") == "up" else 1)
    services.move_rule(rule=rule, to=int(to) if to.isdecimal() and len(to) < 6 else max(0, place), by=request.user)
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    return redirect("integrations:crm-rules", slug=slug)


@require_POST
@login_required
def switch(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """`on` is "yes" or "no"."""
    rule = rule_of(request, slug, pk)
    services.switch_rule(rule=rule, is_on=request.POST.get("on") == "yes", by=request.user)
    messages.success(request, f"“{rule}” is {'on' if rule.is_on else 'off'} now.")
    return redirect("integrations:crm-rules", slug=slug)


@require_POST
@login_required
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    rule = rule_of(request, slug, pk)
    services.remove_rule(rule=rule, by=request.user)
    messages.success(request, f"The rule “{rule}” is removed.")
    return redirect("integrations:crm-rules", slug=slug)


@require_POST
@login_required
def stages(request: HttpRequest, slug: str) -> HttpResponse:
    """`crm`, and `objects` and `stages` one a line: what the coverage picture shows."""
    library = get_editable(Library, request.user, slug=slug)
    crm = request.POST.get("crm", "")
    if crm not in ContextRule.Crm.values:
        return rules_page(request, library, status=422, problem="Choose the CRM.")
    try:
        services.set_map(
            library=library,
            crm=crm,
            objects=request.POST.get("objects", "").splitlines(),
            stages=request.POST.get("stages", "").splitlines(),
            by=request.user,
        )
    except ValidationError as problem:
        return rules_page(request, library, status=422, problem=" ".join(problem.messages))
    return redirect(f"{request.path.rsplit('/', 1)[0]}?crm={crm}#coverage")


def rule_of(request: HttpRequest, slug: str, pk: int) -> ContextRule:
    rows = ContextRule.objects.filter(sop__library__slug=slug).select_related("sop__library", "step")
    return get_editable(rows, request.user, pk=pk)


def rules_page(request: HttpRequest, library: Library, *, status: int = 200, **context: Any) -> HttpResponse:
    found = _rules_of(library)
    rows = [(rule, conditions_of(rule), target_of(rule)) for rule in found]
    crm = request.GET.get("crm", request.POST.get("crm"))
    if crm not in ContextRule.Crm.values:
        crm = Counter(rule.crm for rule in found).most_common(1)[0][0] if found else "salesforce"
    wanted = PipelineMap.objects.filter(library=library, crm=crm).first()
    context |= {
        "library": library,
        "libraries": Library.objects.editable_by(request.user),
        "rows": rows,
        "broken": sum(bool(target.problem) for _, _, target in rows),
        "coverage": picture(found, crm, wanted),
        "crms": ContextRule.Crm.choices,
        "crm": crm,
    }
    return render(request, "integrations/crm/rules.html", context, status=status)


def _rules_of(library: Library) -> list[ContextRule]:
    return list(for_reading(ContextRule.objects.filter(sop__library=library)))
