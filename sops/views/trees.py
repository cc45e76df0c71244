"""The decision tree of a draft, for the editor."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.fetch import get_editable
from sops.models import Sop
from sops.problems import problems_of_ways
from sops.reading.steps import linked_sop_keys
from sops.services.publishing import document_of
from sops.tree import tree_of
from sops.views.editing import SOPS


@login_required
@require_GET
def draft_tree(request: HttpRequest, key: str) -> HttpResponse:
    """A piece of the page: the tree, and what is wrong with its ways; empty for an SOP without branches."""
    document = document_of(get_editable(SOPS, request.user, key=key))
    linked = Sop.objects.visible_to(request.user).filter(key__in=linked_sop_keys(document))
    tree = tree_of(document, {sop.key: (sop.listed_title, sop.get_absolute_url()) for sop in linked})
    return render(request, "sops/edit/tree_piece.html", {"tree": tree, "problems": problems_of_ways(document)})
