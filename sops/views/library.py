"""Libraries, and what is in them."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from access.fetch import get_visible
from access.models import Library
from access.public import public_too
from sops.models import Category, Sop
from sops.reading import catalogue
from sops.reading.lists import for_lists
from sops.services.reviewing import with_review_stages
from sops.views import public

PER_PAGE = 60


@require_GET
@public_too()
def libraries(request: HttpRequest) -> HttpResponse:
    """All libraries of this person, with the number of SOPs they may read there."""
    readable = Sop.objects.visible_to(request.user).filter(library=OuterRef("pk")).order_by()
    counted = readable.values("library").annotate(n=Count("pk")).values("n")
    rows = Library.objects.visible_to(request.user).annotate(sop_count=Subquery(counted))
    return render(request, "sops/libraries.html", {"libraries": rows})


@require_GET
@public_too(public.library)
def library(request: HttpRequest, slug: str) -> HttpResponse:
    """`?category=`, `?status=`, `?owner=` and `?words=` filter; `?page=`."""
    row = get_visible(Library, request.user, slug=slug)
    filters = catalogue.Filters.from_query(request.GET)
    found = Paginator(catalogue.sops_of(row, filters, request.user), PER_PAGE).get_page(request.GET.get("page"))
    mine = Library.objects.filter(pk=row.pk)
    if may_edit := mine.editable_by(request.user).exists():
        with_review_stages(found.object_list)
    return render(
        request,
        "sops/library.html",
        {
            "library": row,
            "found": found,
            "filters": filters,
            "categories": catalogue.categories_of(row, request.user),
            "statuses": catalogue.statuses_of(row, request.user),
            "owners": catalogue.owners_of(row, request.user),
            "may_edit": may_edit,
            "may_administer": mine.administered_by(request.user).exists(),
        },
    )


@require_GET
@login_required
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """A stage of the pipeline or a hand-off: its SOPs in all libraries of this person."""
    row = get_object_or_404(Category, slug=slug)
    readable = Sop.objects.visible_to(request.user).published().filter(listed_category=row)
    found = Paginator(for_lists(readable).order_by("listed_title"), PER_PAGE).get_page(request.GET.get("page"))
    others = Category.objects.filter(kind=row.kind).order_by("position", "name")
    return render(request, "sops/category.html", {"category": row, "found": found, "others": others})
