"""oEmbed 1.0: how an address of ours is shown in pages of others."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_GET

from access.models import ApiToken
from integrations.crm.answering import site_of
from integrations.embeds import snippets
from integrations.embeds.tokens import NotShown, opened
from sops import markdown
from sops.models import Sop, Step
from sops.reading.steps import title_of

PROVIDER = "Stepmark"
SOPS = {"detail": "sop", "version": "sop", "step": "step"}


@require_GET
def oembed(request: HttpRequest) -> HttpResponse:
    """`?url=&format=json&maxwidth=&maxheight=`. 404 for an address that isn't ours or nothing, 401 for one that needs a
    sign-in (whether there is something or not), 501 for other formats. An embed's own address needs no sign-in.
    """
    if request.GET.get("format", "json") != "json":
        return _problem(501, "Only JSON is served.")
    site = site_of(request)
    kind, key = _place(request.GET.get("url", ""), site)
    width = _size(request.GET.get("maxwidth"), snippets.WIDTH)
    height = _size(request.GET.get("maxheight"), snippets.HEIGHT)
    if kind == "embed":
        try:
            shown = opened(key)
        except NotShown:
            return _problem(404, "There is nothing at this address.")
        html = snippets.frame(shown.embed, shown.sop, site, width=width, height=height)
        return _rich(snippets.title_of(shown.embed, shown.sop), html, width, height, site, shown.sop)
    if not kind:
        return _problem(404, "There is nothing at this address.")
    user = _asker(request)
    if user is None:
        return _problem(401, "Sign in, or send a token: this is not public.")
    sop, title, address = _seen(kind, key, user)
    if sop is None:
        return _problem(404, "There is nothing at this address.")
    html = snippets.card(title, f"{site}{address}", sop.listed_purpose[:200])
    return _rich(title, html, width, height, site, sop)


def _rich(title: str, html: str, width: int, height: int, site: str, sop: Sop) -> JsonResponse:
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": str(sop.owner) if sop.owner else "",
        "provider_name": PROVIDER,
        "provider_url": site,
        "cache_age": 300,
        "html": html,
        "width": width,
        "height": height,
    }
    response = JsonResponse(answer)
    response["Cache-Control"] = "private, max-age=300"
    return response


def _place(url: str, site: str) -> tuple[str, str]:
    """("sop" | "step" | "embed", its key) of an address of this site; ("", "") of any other."""
    if len(url) > 4_000:
        return "", ""
    try:
        parts = urlsplit(url)
        found = resolve(parts.path)
    except (ValueError, Resolver404):
        return "", ""
    if f"{parts.scheme}://{parts.netloc}" != site:
        return "", ""
    if found.app_names == ["sops"] and found.url_name in SOPS:
        return SOPS[found.url_name], str(found.kwargs["key"])
    if found.app_names == ["integrations"] and found.url_name == "embed":
        return "embed", str(found.kwargs["token"])
    return "", ""


def _seen(kind: str, key: str, user: Any) -> tuple[Sop | None, str, str]:
    """The published SOP, a title and an address, where this person may see it."""
    rows = Sop.objects.visible_to(user).published().select_related("owner")
    if kind == "sop":
        sop = rows.filter(key=key).first()
        return (sop, sop.listed_title, sop.get_absolute_url()) if sop else (None, "", "")
    step = Step.objects.visible_to(user).present().filter(key=key).first()
    sop = rows.filter(pk=step.sop_id).select_related("current_version").first() if step else None
    if step is None or sop is None or sop.current_version is None:
        return None, "", ""
    said = next((one for one in sop.current_version.document.steps if one.key == key), None)
    if said is None:
        return None, "", ""
    return sop, f"{sop.listed_title}: {markdown.plain(title_of(said))}", step.get_absolute_url()


def _asker(request: HttpRequest) -> Any:
    """Who asks, by session or by token of the API; None for strangers."""
    if request.user.is_authenticated:
        return request.user
    if not request.headers.get("Authorization"):
        return None
    from rest_framework.exceptions import AuthenticationFailed

    from access.tokens import TokenAuthentication

    try:
        found: tuple[Any, ApiToken] | None = TokenAuthentication().authenticate(request)  # type: ignore[arg-type]
    except AuthenticationFailed:
        return None
    return found[0] if found else None


def _size(given: str | None, usual: int) -> int:
    if given and re.fullmatch(r"\d{1,5}", given):
        return max(snippets.SMALLEST, min(usual, int(given)))
    return usual


def _problem(status: int, detail: str) -> JsonResponse:
    return JsonResponse({"detail": detail}, status=status)
