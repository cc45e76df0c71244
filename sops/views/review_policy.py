"""What a library asks for before an SOP is published: for its admins."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from access.fetch import get_administered
from access.holders import holding
from access.models import Library, User
from access.roles import Role
from sops.models import ApprovalPolicy, Category, NamedApprover
from sops.services import policies

RULES = [
    (ApprovalPolicy.Rule.NONE, "No approval", "Whoever may edit publishes. A review can be asked for all the same."),
    (ApprovalPolicy.Rule.ONE, "One approver", "Somebody else than the author of the last change has to approve."),
    (ApprovalPolicy.Rule.TWO, "Two approvers", "Two people, neither of them the author of the last change."),
    (ApprovalPolicy.Rule.NAMED, "Named approvers", "Certain people for each stage or hand-off, named below."),
]


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The policy and the named approvers. POST: set `rule`, and with `all_named` that each of those named has to."""
    library = get_administered(Library, request.user, slug=slug)
    if request.method == "POST":
        rule = request.POST.get("rule", "")
        if rule not in ApprovalPolicy.Rule.values:
            return _page(request, library, ["Choose one of the four."])
        all_named = request.POST.get("all_named") == "1"
        policies.set_policy(library=library, rule=rule, by=request.user, all_named=all_named)
        messages.success(request, "Saved. It holds from the next publication on.")
        return redirect("sops:approval-policy", slug=slug)
    return _page(request, library)


@login_required
@require_POST
def name(request: HttpRequest, slug: str) -> HttpResponse:
    """`person` (e-mail address) approves the SOPs of `category` (a slug; empty: every other category)."""
    library = get_administered(Library, request.user, slug=slug)
    category, address = request.POST.get("category", ""), request.POST.get("person", "").strip()
    try:
        person = User.objects.filter(email__iexact=address, is_active=True).first()
        if person is None:
            raise ValidationError(f"Nobody here has the address “{address}”.")
        of = get_object_or_404(Category, slug=category) if category else None
        policies.name_approver(library=library, user=person, category=of, by=request.user)
    except ValidationError as problem:
        return _page(request, library, problem.messages)
    return redirect("sops:approval-policy", slug=slug)


@login_required
@require_POST
def unname(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    library = get_administered(Library, request.user, slug=slug)
    row = get_object_or_404(NamedApprover.objects.select_related("user", "category"), library=library, pk=pk)
    policies.unname_approver(row=row, by=request.user)
    return redirect("sops:approval-policy", slug=slug)


def _page(request: HttpRequest, library: Library, problems: list[str] | None = None) -> HttpResponse:
    named = NamedApprover.objects.filter(library=library).select_related("user", "category")
    categories = list(Category.objects.all())
    by_category = [(category, [row for row in named if row.category == category]) for category in [*categories, None]]
    can_see_drafts = list(holding(library, Role.EDITOR))
    context = {
        "library": library,
        "policy": policies.policy_of(library),
        "rules": RULES,
        "by_category": by_category,
        "categories": categories,
        "editors": can_see_drafts,
        "approvers": list(holding(library, Role.APPROVER)),
        # Named, and unable to see drafts by now: they don't count.
        "without_right": {row.pk for row in named} - {row.pk for row in named if row.user in can_see_drafts},
        "problems": problems or [],
        "person": request.POST.get("person", ""),
    }
    return render(request, "sops/review/policy.html", context, status=422 if problems else 200)
