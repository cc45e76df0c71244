"""Template tags of the page shell, loaded everywhere."""

from datetime import date, datetime

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """An icon of the sprite; without `label` it is decoration. `extra` is one more class."""
    classes = f"icon {extra}".strip()
    href = f"{static('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


@register.filter
def ago(moment: datetime | date | None) -> SafeString | str:
    """When it was, as people say it; the exact time on hover."""
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}" title="{}">{}</time>', moment, _day(moment), _days_ago(moment))
    local = timezone.localtime(moment)
    seconds = (timezone.now() - moment).total_seconds()
    words = "just now" if 0 <= seconds < 60 else str(naturaltime(moment)).split(", ")[0]
    if not words.endswith(("ago", "now")):
        words = f"{words} ago" if seconds > 0 else words
    exact = f"{_day(local)}, {formats.time_format(local, 'H:i')}"
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="minutes"), exact, words)


def _day(day: date) -> str:
    return formats.date_format(day, "j F Y")


def _days_ago(day: date) -> str:
    days = (timezone.localdate() - day).days
    if days == 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days == -1:
        return "tomorrow"
    for size, name in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        count = abs(days) // size
        if count >= (1 if size != 7 else 2):
            amount = f"{count} {name}{'s' if count > 1 else ''}"
            return f"{amount} ago" if days > 0 else f"in {amount}"
    return _day(day)
