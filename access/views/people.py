"""Who may do what in a library: for its admins."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from access import audit, services
from access.explain import counts, explain, people_named
from access.fetch import get_administered
from access.invitations import invite
from access.models import AuditEvent, Library, Membership, User
from access.roles import Role

RECENT = 8
ABOUT_PEOPLE = ("set role", "removed member", "opened", "closed", "invited")


@require_GET
@login_required
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """People and groups with their roles. `?person=` answers what somebody may do here, and why."""
    return _page(request, get_administered(Library, request.user, slug=slug))


@require_POST
@login_required
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """`who` (an e-mail address or a group's name) gets `role`. A new address gets an account and an invitation."""
    library = get_administered(Library, request.user, slug=slug)
    who = request.POST.get("who", "").strip()
    try:
        role = _role(request)
        with transaction.atomic():
            group = Group.objects.filter(name__iexact=who).first()
            if group:
                services.set_role(library=library, role=role, by=request.user, group=group)
                told = f"{group} is {role.label.lower()} now."
            else:
                person = User.objects.filter(email__iexact=who).first()
                is_new = person is None
                person = person or invite(email=who, library=library, by=request.user, request=request)
                services.set_role(library=library, role=role, by=request.user, user=person)
                told = f"{person} is {role.label.lower()} now." + (" An invitation is on its way." if is_new else "")
    except ValidationError as problem:
        return _page(request, library, problem=" ".join(problem.messages), who=who)
    messages.success(request, told)
    return redirect("access:people", slug=slug)


@require_POST
@login_required
def set_role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    library = get_administered(Library, request.user, slug=slug)
    member = get_object_or_404(Membership, library=library, pk=pk)
    try:
        role = _role(request)
        services.set_role(library=library, role=role, by=request.user, user=member.user, group=member.group)
    except ValidationError as problem:
        return _page(request, library, problem=" ".join(problem.messages))
    messages.success(request, f"{member.user or member.group} is {role.label.lower()} now.")
    return redirect("access:people", slug=slug)


@require_POST
@login_required
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    library = get_administered(Library, request.user, slug=slug)
    member = get_object_or_404(Membership, library=library, pk=pk)
    try:
        services.remove_member(membership=member, by=request.user)
    except ValidationError as problem:
        return _page(request, library, problem=" ".join(problem.messages))
    messages.success(request, f"{member.user or member.group} has no role here any more.")
    if not Library.objects.administered_by(request.user).filter(pk=library.pk).exists():
        return redirect("/")  # they removed themselves
    return redirect("access:people", slug=slug)


@require_POST
@login_required
def set_open(request: HttpRequest, slug: str) -> HttpResponse:
    """`open` is "yes" or "no"."""
    library = get_administered(Library, request.user, slug=slug)
    is_open = request.POST.get("open") == "yes"
    services.set_open(library=library, is_open=is_open, by=request.user)
    messages.success(request, "Everyone signed in may read it now." if is_open else "Only members may read it now.")
    return redirect("access:people", slug=slug)


def _role(request: HttpRequest) -> Role:
    try:
        return Role(int(request.POST.get("role", "")))
    except ValueError as problem:
        raise ValidationError("Choose a role.") from problem


def _members(library: Library) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(library=library)
        .select_related("user", "group")
        .annotate(people=Count("group__user"))
        .order_by(F("group__name").asc(nulls_last=True), "user__name", "user__email")
    )


def _page(request: HttpRequest, library: Library, problem: str = "", who: str = "") -> HttpResponse:
    members = list(_members(library))
    events = AuditEvent.objects.filter(library=library, verb__in=ABOUT_PEOPLE)[:RECENT]
    asked = request.GET.get("person", "").strip()[:100]
    context = {
        "library": library,
        "libraries": Library.objects.administered_by(request.user),
        "members": members,
        "group_count": sum(member.group is not None for member in members),
        "person_count": sum(member.user is not None for member in members),
        "roles": Role.choices,
        "groups": Group.objects.exclude(memberships__library=library).order_by("name"),
        "counts": counts(library),
        "asked": asked,
        "answers": [explain(library, person) for person in people_named(asked)] if asked else [],
        "events": [(audit.sentence(event), event.at) for event in events],
        "problem": problem,
        "who": who,
    }
    return render(request, "access/people.html", context, status=422 if problem else 200)
