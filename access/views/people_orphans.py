"""Libraries that nobody administers any more: taken over, or given to somebody, by site admins."""

from collections import defaultdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from access import services
from access.admins import orphaned
from access.models import Library, Membership, User
from access.roles import Role
from access.views.people_parts import person_from, site_admin

MOST = 100
CANDIDATES = 5


@require_GET
@login_required
def orphans(request: HttpRequest) -> HttpResponse:
    """Libraries without an active admin."""
    site_admin(request)
    return _page(request)


@require_POST
@login_required
def appoint(request: HttpRequest, slug: str) -> HttpResponse:
    """`who` (an address) becomes admin; without it whoever asks takes over."""
    by, library = site_admin(request), get_object_or_404(Library, slug=slug)
    given = request.POST.get("who", "").strip()
    try:
        with transaction.atomic():
            person = person_from(given) if given else by
            if not person.is_active:
                raise ValidationError(f"{person} is switched off. Switch the account on first.")
            services.set_role(library=library, role=Role.ADMIN, by=by, user=person)
    except ValidationError as problem:
        return _page(request, problem=" ".join(problem.messages))
    messages.success(request, f"{person} administers {library} now.")
    return redirect("access:orphans")


def _page(request: HttpRequest, problem: str = "") -> HttpResponse:
    libraries = list(orphaned()[:MOST])
    editors: dict[int, list[User]] = defaultdict(list)
    held = Membership.objects.filter(library__in=libraries, role__gte=Role.EDITOR, user__is_active=True)
    for row in held.select_related("user").order_by("-role", "user__name"):
        if row.user and len(editors[row.library_id]) < CANDIDATES:
            editors[row.library_id].append(row.user)
    context = {"rows": [(library, editors[library.pk]) for library in libraries], "problem": problem}
    return render(request, "access/people/orphans.html", context, status=422 if problem else 200)
