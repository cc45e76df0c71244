"""What the pages of one's own account need: their tabs, and when something ends."""

from datetime import datetime
from typing import Any, NamedTuple

from allauth.socialaccount.adapter import get_adapter
from django import template
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timeuntil

from access import signin_mfa

register = template.Library()


class Tab(NamedTuple):
    label: str
    url: str
    is_current: bool


@register.simple_tag(takes_context=True)
def account_tabs(context: dict[str, Any]) -> list[Tab]:
    """Second factor, sessions, password, e-mail, the company's account where there is one, tokens."""
    request = context["request"]
    pages = [
        ("Second factor", reverse("mfa_index")),
        ("Sessions", reverse("usersessions_list")),
        ("Password", reverse("account_change_password")),
        ("E-mail", reverse("account_email")),
    ]
    if get_adapter(request).list_apps(request):
        pages.append(("Company account", reverse("socialaccount_connections")))
    pages.append(("API tokens", reverse("access:tokens")))
    pages.append(("Your data", reverse("access:own-data")))
    here = request.path.replace("/password/set/", "/password/change/")
    return [Tab(label, url, here.startswith(url)) for label, url in pages]


@register.simple_tag(takes_context=True)
def must_have_factor(context: dict[str, Any]) -> bool:
    """Whether this site asks the person for a second factor."""
    return signin_mfa.is_required(context["request"].user)


@register.filter
def until(moment: datetime) -> SafeString:
    """When something ends, as people say it; the exact time on hover."""
    local = timezone.localtime(moment)
    words = f"in {timeuntil(moment, depth=1)}" if moment > timezone.now() else "now"
    exact = formats.date_format(local, "j F Y, H:i")
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="minutes"), exact, words)
