"""Who may do what in a library: for its admins."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from access import audit, directory, services
from access.admins import orphaned
from access.explain import counts, explain, people_named
from access.fetch import get_administered
from access.invitations import invite
from access.models import AuditEvent, Library, Membership, User
from access.roles import Role
from access.views.people_parts import UNDO, remember_for_undo, role_from, told

RECENT = 8
PER_PAGE = 50
ABOUT_PEOPLE = (
    "set role",
    "removed member",
    "opened",
    "closed",
    "invited",
    "imported roles",
    "made public",
    "made no longer public",
)


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
        role = role_from(request)
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
        role = role_from(request)
        services.set_role(library=library, role=role, by=request.user, user=member.user, group=member.group)
    except ValidationError as problem:
        return _page(request, library, problem=" ".join(problem.messages))
    _done(request, library, member, role)
    return _back(request, slug)


@require_POST
@login_required
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    library = get_administered(Library, request.user, slug=slug)
    member = get_object_or_404(Membership, library=library, pk=pk)
    try:
        services.remove_member(membership=member, by=request.user)
    except ValidationError as problem:
        return _page(request, library, problem=" ".join(problem.messages))
    _done(request, library, member, None)
    if not Library.objects.administered_by(request.user).filter(pk=library.pk).exists():
        return redirect("/")  # they removed themselves
    return _back(request, slug)


@require_POST
@login_required
def set_open(request: HttpRequest, slug: str) -> HttpResponse:
    """`open` is "yes" or "no"."""
    library = get_administered(Library, request.user, slug=slug)
    is_open = request.POST.get("open") == "yes"
    services.set_open(library=library, is_open=is_open, by=request.user)
    messages.success(request, "Everyone signed in may read it now." if is_open else "Only members may read it now.")
    return redirect("access:people", slug=slug)


@require_POST
@login_required
def set_public(request: HttpRequest, slug: str) -> HttpResponse:
    """`public` is "yes" or "no". 422 where the site has no public libraries."""
    library = get_administered(Library, request.user, slug=slug)
    is_public = request.POST.get("public") == "yes"
    try:
        services.set_public(library=library, is_public=is_public, by=request.user)
    except ValidationError as problem:
        return _page(request, library, problem=" ".join(problem.messages))
    messages.success(request, "Everybody may read it now, without signing in." if is_public else "No longer public.")
    return redirect("access:people", slug=slug)


def _done(request: HttpRequest, library: Library, member: Membership, after: Role | None) -> None:
    """Says what was changed, and keeps the way back."""
    holder, before = member.user or member.group, member.role
    assert holder is not None
    if before != after:
        remember_for_undo(request, library=library, holder=holder, before=before, after=after)
        messages.success(request, told(holder, before, after, library))


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    """To the table as it was filtered."""
    query = request.POST.get("back", "")
    return redirect(f"{reverse('access:people', args=[slug])}{'?' if query else ''}{query}")


def _page(request: HttpRequest, library: Library, problem: str = "", who: str = "") -> HttpResponse:
    filters = directory.Filters.from_query(request.GET)
    found = Paginator(directory.members(library, filters), PER_PAGE).get_page(request.GET.get("page"))
    kinds = Membership.objects.filter(library=library).aggregate(people=Count("user"), groups=Count("group"))
    events = AuditEvent.objects.filter(library=library, verb__in=ABOUT_PEOPLE)[:RECENT]
    asked = request.GET.get("person", "").strip()[:100]
    context = {
        "library": library,
        "libraries": Library.objects.administered_by(request.user),
        "found": found,
        "filters": filters,
        "states": directory.STATES.items(),
        "filter_groups": Group.objects.filter(user__memberships__library=library).distinct().order_by("name"),
        "group_count": kinds["groups"],
        "person_count": kinds["people"],
        "may_be_public": settings.STEPMARK_PUBLIC_LIBRARIES,
        "is_orphan": orphaned().filter(pk=library.pk).exists(),
        "undo": request.session.get(UNDO),
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
