"""SOPs as a file that another Stepmark takes. For editors: a bundle holds more than a reader's page."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from access.fetch import get_editable, get_visible
from access.models import Library
from sops.importing.limits import MAX_SOPS
from sops.models import Sop
from sops.services import bundling


@login_required
@require_GET
def of_sop(request: HttpRequest, key: str) -> HttpResponse:
    """What is published; `?draft=1` the draft, `?versions=1` with all earlier versions."""
    sop = get_editable(Sop.objects.select_related("library", "current_version"), request.user, key=key)
    content = bundling.bundle_of(
        [sop], draft=request.GET.get("draft") == "1", with_versions=request.GET.get("versions") == "1"
    )
    return _file(content, sop.title)


@login_required
@require_GET
def of_library(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that is published in the library; `?versions=1` as above."""
    library = get_visible(Library, request.user, slug=slug)
    sops = Sop.objects.editable_by(request.user).published().filter(library=library)
    if not Library.objects.editable_by(request.user).filter(pk=library.pk).exists():
        raise PermissionDenied
    chosen = sops.select_related("library", "current_version").order_by("listed_title")[:MAX_SOPS]
    return _file(bundling.bundle_of(chosen, with_versions=request.GET.get("versions") == "1"), library.name)


def _file(content: bytes, title: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/zip")
    name = f"{slugify(title)[:60] or 'sop'}.stepmark.zip"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    add_never_cache_headers(response)
    return response
