"""How recordings and their times are written on pages."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from ingest import uploads

register = template.Library()
BOLD = re.compile(r"\*\*(.+?)\*\*")
register.filter("megabytes", uploads.megabytes)


@register.filter
def bold(text: str) -> SafeString:
    """Escaped, with **labels** in bold; nothing else of Markdown."""
    return mark_safe(BOLD.sub(r"<strong>\1</strong>", conditional_escape(text)))


@register.filter
def clock(seconds: float | None) -> str:
    """1:05, or 1:02:05 from an hour on."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def spoken(seconds: float) -> str:
    """A length of time as people say it: "8 seconds", "3 minutes"."""
    if seconds < 90:
        number = max(1, round(seconds) if seconds < 10 else round(seconds / 5) * 5)
        return f"{number} second{'' if number == 1 else 's'}"
    minutes = max(1, round(seconds / 60))
    if minutes < 100:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"{round(minutes / 60)} hours"
