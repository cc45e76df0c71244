"""Everybody, for site admins: the table of people and roles, and one person's page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from access import audit, directory, leaving, services, signin_people
from access.explain import explain_everywhere
from access.invitations import open_ones
from access.models import AuditEvent, Library, Membership, User
from access.roles import Role
from access.views.people_parts import UNDO, person_from, remember_for_undo, role_from, role_of, site_admin, told

PER_PAGE = 50
RECENT = 10


@require_GET
@login_required
def everyone(request: HttpRequest) -> HttpResponse:
    """`?q=`, `library`, `role`, `group`, `state` filter; `sort`, `page`. Site admins only."""
    site_admin(request)
    return _list(request)


@require_GET
@login_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody may do in each library and why, their groups, how they sign in. Site admins only."""
    site_admin(request)
    return _person(request, _one(pk))


@require_POST
@login_required
def set_role(request: HttpRequest, pk: int) -> HttpResponse:
    """`library` (slug) and `role` (a number, or "none"). 422 with the reason where it can't be."""
    by, one = site_admin(request), _one(pk)
    library = get_object_or_404(Library, slug=request.POST.get("library", ""))
    before = role_of(library, one)
    after: Role | None = None
    try:
        if request.POST.get("role") == "none":
            if before is not None:
                services.remove_member(membership=Membership.objects.get(library=library, user=one), by=by)
        else:
            after = role_from(request)
            services.set_role(library=library, role=after, by=by, user=one)
    except ValidationError as problem:
        return _person(request, one, problem=" ".join(problem.messages))
    if before != after:
        remember_for_undo(request, library=library, holder=one, before=before, after=after)
        messages.success(request, told(one, before, after, library))
    return _back(request, one)


@require_POST
@login_required
def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    """`successor` (an address, may be empty) takes over what they own. 422 with the reason where it can't be."""
    by, one = site_admin(request), _one(pk)
    given = request.POST.get("successor", "").strip()
    try:
        leaving.deactivate(person=one, by=by, successor=person_from(given) if given else None)
    except ValidationError as problem:
        return _person(request, _one(pk), problem=" ".join(problem.messages), successor=given)
    messages.success(request, f"{one} is switched off. Sessions and tokens have ended.")
    return redirect("access:person", pk=pk)


@require_POST
@login_required
def switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    by, one = site_admin(request), _one(pk)
    signin_people.switch_on(person=one, by=by)
    messages.success(request, f"{one} may sign in again. Tokens that ended stay ended.")
    return redirect("access:person", pk=pk)


@require_POST
@login_required
def set_site_admin(request: HttpRequest, pk: int) -> HttpResponse:
    """`admin` is "yes" or "no". 422 for the last one."""
    by, one = site_admin(request), _one(pk)
    is_admin = request.POST.get("admin") == "yes"
    try:
        services.set_site_admin(person=one, is_admin=is_admin, by=by)
    except ValidationError as problem:
        return _person(request, one, problem=" ".join(problem.messages))
    messages.success(request, f"{one} {'administers the whole site now' if is_admin else 'is no site admin any more'}.")
    return redirect("access:person", pk=pk) if User.objects.get(pk=by.pk).is_superuser else redirect("/")


def _one(pk: int) -> User:
    return get_object_or_404(directory.with_standing(User.objects.all()), pk=pk)


def _back(request: HttpRequest, one: User) -> HttpResponse:
    """To the table as it was filtered, or to the person."""
    query = request.POST.get("back")
    if query is None:
        return redirect("access:person", pk=one.pk)
    return redirect(f"/people?{query}" if query else "/people")


def _list(request: HttpRequest) -> HttpResponse:
    filters = directory.Filters.from_query(request.GET)
    found = Paginator(directory.people(filters), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "filters": filters,
        "libraries": Library.objects.all(),
        "groups": Group.objects.order_by("name"),
        "roles": Role.choices,
        "states": directory.STATES.items(),
        "orphans": directory.orphan_count(),
        "open_invitations": open_ones().values("person").distinct().count(),
        "undo": request.session.get(UNDO),
    }
    return render(request, "access/people/everyone.html", context)


def _person(request: HttpRequest, one: User, problem: str = "", successor: str = "") -> HttpResponse:
    events = AuditEvent.objects.filter(actor=one)[:RECENT]
    standings = explain_everywhere(one)
    context: dict[str, Any] = {
        "person": one,
        "standings": standings,
        "groups": one.groups.order_by("name"),
        "roles": Role.choices,
        "events": [(audit.sentence(event), event.at) for event in events],
        "problem": problem,
        "successor": successor,
        "undo": request.session.get(UNDO),
        "is_self": one == request.user,
    }
    return render(request, "access/people/person.html", context, status=422 if problem else 200)
