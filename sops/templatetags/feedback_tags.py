"""Feedback and reviews on other pages: the flag of a step, counts for editors, what a version closes."""

from datetime import timedelta
from typing import Any

from django import template
from django.utils import timezone

from sops import markdown
from sops.models import Feedback, Sop
from sops.reading.due_reviews import AHEAD_DAYS

register = template.Library()


@register.filter
def plain_line(text: str) -> str:
    """A step's title without its Markdown."""
    return markdown.plain(text)


@register.inclusion_tag("sops/parts/feedback_flag.html", takes_context=True)
def feedback_flag(context: dict[str, Any], step: Any) -> dict[str, Any]:
    """The button of a step on the reading page, where a published version is read."""
    return {"sop": context.get("sop"), "version": _version(context), "step": step}


@register.inclusion_tag("sops/parts/feedback_of_sop.html", takes_context=True)
def feedback_of_sop(context: dict[str, Any]) -> dict[str, Any]:
    """The button for the SOP as a whole, and for who looks after it the number of undecided reports."""
    sop = context["sop"]
    counts = _undecided(context, sop) if may_review(context) else {}
    return {"sop": sop, "version": _version(context), "count": sum(counts.values())}


@register.inclusion_tag("sops/parts/feedback_count.html", takes_context=True)
def feedback_count(context: dict[str, Any], step: Any) -> dict[str, Any]:
    """On a card of the editor: how many reports on this step wait. One query for all cards of a page."""
    return {"sop_key": step.sop.key, "count": _undecided(context, step.sop).get(step.pk, 0)}


@register.inclusion_tag("sops/parts/publish_feedback.html", takes_context=True)
def feedback_to_close(context: dict[str, Any]) -> dict[str, Any]:
    """In the publish panel: undecided reports, to tick those that the new version answers."""
    sop = context["sop"]
    waiting = Feedback.objects.undecided().filter(sop=sop).select_related("given_by").order_by("step_number", "pk")
    return {"waiting": list(waiting), "ticked": _request(context).POST.getlist("closes")}


@register.inclusion_tag("sops/due/on_page.html", takes_context=True)
def review_state(context: dict[str, Any]) -> dict[str, Any]:
    """On the SOP's page: that its review is overdue, and the one click for who may say that it was done."""
    sop = context["sop"]
    until = timezone.localdate() + timedelta(days=AHEAD_DAYS)
    is_soon = bool(sop.next_review_at and sop.next_review_at <= until)
    return {
        "sop": sop,
        "page": context.get("page"),
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
        "is_soon": is_soon,
        "may_review": is_soon and may_review(context),
    }


def may_review(context: dict[str, Any]) -> bool:
    """Does the person look after this SOP? Asked once a page."""
    if context.get("may_edit"):
        return True
    sop, request = context["sop"], _request(context)
    if sop.owner_id is None or sop.owner_id != request.user.pk:
        return False
    return Sop.objects.reviewable_by(request.user).filter(pk=sop.pk).exists()


def _undecided(context: dict[str, Any], sop: Sop) -> dict[int | None, int]:
    """By step, None for the SOP as a whole; kept for the rest of the request."""
    request = _request(context)
    known: dict[int, dict[int | None, int]] = getattr(request, "undecided_feedback", {})
    if sop.pk not in known:
        counts: dict[int | None, int] = {}
        for step in Feedback.objects.undecided().filter(sop=sop).values_list("step", flat=True):
            counts[step] = counts.get(step, 0) + 1
        known[sop.pk] = counts
        request.undecided_feedback = known
    return known[sop.pk]


def _version(context: dict[str, Any]) -> Any:
    page = context.get("page")
    return page.version if page else None


def _request(context: dict[str, Any]) -> Any:
    return context["request"]
