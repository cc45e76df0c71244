"""A context rule as a form."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from access.fetch import get_editable
from access.models import Library
from integrations.crm import services
from integrations.crm.conditions import MOST_CONDITIONS, OPERATORS, Condition, conditions_of
from integrations.crm.views.rules import rule_of
from integrations.models import ContextRule
from sops import markdown
from sops.models import Sop, Step
from sops.reading.steps import title_of

COMMON_FIELDS = ("stage", "type", "amount", "product")
COMMON_OBJECTS = ("Opportunity", "Lead", "Account", "Quote", "deal", "contact", "company", "ticket")
LEFT_FREE = 2


@dataclass
class Filled:
    """What stands in the form: from a rule, from a gap of the coverage picture, or as it was sent."""

    crm: str = ""
    object: str = ""
    sop: str = ""
    step: str = ""
    conditions: list[Condition] = field(default_factory=list)

    @property
    def rows(self) -> list[Condition]:
        """With empty rows to fill in, for those without script too."""
        free = max(0, min(LEFT_FREE, MOST_CONDITIONS - len(self.conditions)))
        return [*self.conditions, *[Condition("", "equals", "")] * free]


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """`?crm=&object=&stage=` fill in what a gap asks for. Invalid: the form again, 422."""
    library = get_editable(Library, request.user, slug=slug)
    if request.method == "POST":
        return _save(request, library, None)
    stage = request.GET.get("stage", "")[:300]
    filled = Filled(
        crm=request.GET.get("crm", ""),
        object=request.GET.get("object", "")[:80],
        sop=request.GET.get("sop", ""),
        conditions=[Condition("stage", "equals", stage)] if stage else [],
    )
    return _form(request, library, filled)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    rule = rule_of(request, slug, pk)
    if request.method == "POST":
        return _save(request, rule.sop.library, rule)
    step = rule.step.key if rule.step else ""
    return _form(
        request, rule.sop.library, Filled(rule.crm, rule.object, rule.sop.key, step, conditions_of(rule)), rule=rule
    )


@require_GET
@login_required
def steps(request: HttpRequest, slug: str) -> HttpResponse:
    """The choices of steps of `?sop=`, for the form."""
    library = get_editable(Library, request.user, slug=slug)
    sop = _sops(library).filter(key=request.GET.get("sop", "")).first()
    return render(request, "integrations/crm/steps.html", {"steps": _steps(sop), "filled": Filled()})


def _save(request: HttpRequest, library: Library, rule: ContextRule | None) -> HttpResponse:
    filled = _read(request.POST)
    if "choose" in request.POST:  # "Show its steps", for those without script
        return _form(request, library, filled, rule=rule)
    sop = _sops(library).filter(key=filled.sop).first()
    step = Step.objects.present().filter(sop=sop, key=filled.step).first() if sop and filled.step else None
    try:
        if filled.step and step is None:
            raise ValidationError("This step isn't there any more. Choose another.")
        saved = services.save_rule(
            library=library,
            crm=filled.crm,
            object_name=filled.object,
            conditions=filled.conditions,
            sop=sop,
            step=step,
            by=request.user,
            rule=rule,
        )
    except ValidationError as problem:
        return _form(request, library, filled, rule=rule, status=422, problems=problem.messages)
    messages.success(request, f"The rule “{saved}” is saved.")
    return redirect("integrations:crm-rules", slug=library.slug)


def _read(data: QueryDict) -> Filled:
    rows = zip(data.getlist("field"), data.getlist("operator"), data.getlist("value"), strict=False)
    conditions = [
        Condition(" ".join(name.split()), operator, value.strip())
        for name, operator, value in list(rows)[: MOST_CONDITIONS + 1]
        if name.strip() or value.strip()
    ]
    return Filled(data.get("crm", ""), data.get("object", ""), data.get("sop", ""), data.get("step", ""), conditions)


def _form(
    request: HttpRequest, library: Library, filled: Filled, *, rule: ContextRule | None = None, **context: Any
) -> HttpResponse:
    sops = list(_sops(library))
    chosen = next((sop for sop in sops if sop.key == filled.sop), None)
    status = context.pop("status", 200)
    context |= {
        "library": library,
        "rule": rule,
        "filled": filled,
        "sops": sops,
        "steps": _steps(chosen),
        "crms": ContextRule.Crm.choices,
        "operators": OPERATORS.items(),
        "fields": COMMON_FIELDS,
        "objects": COMMON_OBJECTS,
    }
    return render(request, "integrations/crm/rule_form.html", context, status=status)


def _sops(library: Library) -> Any:
    rows = Sop.objects.filter(library=library).published().select_related("category", "current_version")
    return rows.order_by("category__kind", "category__position", "listed_title")


def _steps(sop: Sop | None) -> list[tuple[str, str]]:
    if sop is None or sop.current_version is None:
        return []
    steps = sop.current_version.document.steps
    return [(step.key, f"{number}. {markdown.plain(title_of(step))}") for number, step in enumerate(steps, start=1)]
