"""What stands around an SOP: others of its category, and others that lead to it."""

from typing import Any

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast

from sops.models import Sop, Step
from sops.reading.lists import for_lists
from sops.reading.steps import linked_sop_keys

RELATED = 4


def related(sop: Sop, user: Any) -> QuerySet[Sop]:
    """Published SOPs of the same category, the most read first."""
    if sop.listed_category_id is None:
        return Sop.objects.none()
    same = Sop.objects.visible_to(user).published().filter(listed_category=sop.listed_category_id).exclude(pk=sop.pk)
    return for_lists(same).annotate(readers=Count("visits")).order_by("-readers", "listed_title")[:RELATED]


def where_used(sop: Sop, user: Any) -> list[Sop]:
    """Published SOPs that lead to this one. Live rows name the candidates, their published document decides."""
    quoted = f'"{sop.key}"'
    steps = (
        Step.objects.present()
        .annotate(branches_text=Cast("branches", TextField()), links_text=Cast("links", TextField()))
        .filter(Q(sub_sop_key=sop.key) | Q(branches_text__contains=quoted) | Q(links_text__contains=quoted))
    )
    candidates = (
        Sop.objects.visible_to(user)
        .published()
        .annotate(links_text=Cast("links", TextField()))
        .filter(Q(pk__in=steps.values("sop")) | Q(links_text__contains=quoted))
        .exclude(pk=sop.pk)
        .select_related("current_version")
    )
    return [
        other
        for other in candidates
        if other.current_version and sop.key in linked_sop_keys(other.current_version.document)
    ]
