"""The bell of the top bar."""

from typing import Any

from django import template

from notices.actions import template_for
from notices.inbox import unread_count
from notices.models import Notice

register = template.Library()
MOST_SHOWN = 99


@register.inclusion_tag("notices/bell.html", takes_context=True)
def bell(context: dict[str, Any]) -> dict[str, Any]:
    """The link to the inbox with the number of unread notices."""
    count = unread_count(context["user"])
    return {"count": count, "shown": f"{MOST_SHOWN}+" if count > MOST_SHOWN else str(count)}


@register.filter
def action_of(notice: Notice) -> str:
    """The template of what can be done about it; none once it was read."""
    return "" if notice.read_at else template_for(notice.kind)
