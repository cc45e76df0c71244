"""Groups and who is in them: for site admins. Which role a group has in a library, that library's admins decide."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from access import groups as service
from access.directory import with_standing
from access.models import User
from access.views.people_parts import person_from, site_admin

PER_PAGE = 50


@require_GET
@login_required
def groups(request: HttpRequest) -> HttpResponse:
    """`?q=` looks into names."""
    site_admin(request)
    return _list(request)


@require_POST
@login_required
def make(request: HttpRequest) -> HttpResponse:
    """`name`. 422 with the reason where there is one of that name."""
    by = site_admin(request)
    try:
        group = service.make(name=request.POST.get("name", ""), by=by)
    except ValidationError as problem:
        return _list(request, problem=" ".join(problem.messages), name=request.POST.get("name", ""))
    messages.success(request, f"“{group}” is there. Put people into it.")
    return redirect("access:group", pk=group.pk)


@require_GET
@login_required
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Its people (`?q=`, `page`) and its roles."""
    site_admin(request)
    return _page(request, get_object_or_404(Group, pk=pk))


@require_POST
@login_required
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    by, one = site_admin(request), get_object_or_404(Group, pk=pk)
    try:
        service.rename(group=one, name=request.POST.get("name", ""), by=by)
    except ValidationError as problem:
        return _page(request, get_object_or_404(Group, pk=pk), problem=" ".join(problem.messages))
    messages.success(request, f"It is called “{one}” now.")
    return redirect("access:group", pk=pk)


@require_POST
@login_required
def put_in(request: HttpRequest, pk: int) -> HttpResponse:
    """`who` is an e-mail address."""
    by, one = site_admin(request), get_object_or_404(Group, pk=pk)
    given = request.POST.get("who", "")
    try:
        person = person_from(given)
        service.put_in(group=one, person=person, by=by)
    except ValidationError as problem:
        return _page(request, one, problem=" ".join(problem.messages), who=given)
    messages.success(request, f"{person} is in “{one}” now.")
    return redirect("access:group", pk=pk)


@require_POST
@login_required
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """`person` is an id."""
    by, one = site_admin(request), get_object_or_404(Group, pk=pk)
    given = request.POST.get("person", "")
    person = get_object_or_404(User, pk=int(given) if given.isdecimal() and len(given) < 10 else 0)
    try:
        service.take_out(group=one, person=person, by=by)
    except ValidationError as problem:
        return _page(request, one, problem=" ".join(problem.messages))
    messages.success(request, f"{person} is no longer in “{one}”.")
    return redirect("access:group", pk=pk)


@require_POST
@login_required
def dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    by, one = site_admin(request), get_object_or_404(Group, pk=pk)
    name = one.name
    try:
        service.dissolve(group=one, by=by)
    except ValidationError as problem:
        return _page(request, get_object_or_404(Group, pk=pk), problem=" ".join(problem.messages))
    messages.success(request, f"“{name}” is dissolved. Its people keep their own roles.")
    return redirect("access:groups")


def _list(request: HttpRequest, problem: str = "", name: str = "") -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    found = Paginator(service.all_groups(words), PER_PAGE).get_page(request.GET.get("page"))
    context = {"found": found, "words": words, "problem": problem, "name": name}
    return render(request, "access/groups/list.html", context, status=422 if problem else 200)


def _page(request: HttpRequest, one: Group, problem: str = "", who: str = "") -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    people = with_standing(User.objects.filter(groups=one)).order_by("name", "email")
    found = Paginator(people.filter(email__icontains=words) if words else people, PER_PAGE).get_page(
        request.GET.get("page")
    )
    context: dict[str, Any] = {
        "group": one,
        "found": found,
        "words": words,
        "roles": one.memberships.select_related("library").order_by("library__name"),  # type: ignore[attr-defined]
        "problem": problem,
        "who": who,
    }
    return render(request, "access/groups/group.html", context, status=422 if problem else 200)
