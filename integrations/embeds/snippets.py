"""What people paste into their pages: a frame, or a plain card with a link. Neither holds a script."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from integrations.embeds.tokens import token_of
from integrations.models import Embed
from sops import markdown
from sops.models import Sop
from sops.reading import steps
from sops.reading.step_links import step_in

WIDTH, HEIGHT = 720, 560
SMALLEST = 200


def frame(embed: Embed, sop: Sop, site: str, *, width: int = WIDTH, height: int = HEIGHT) -> SafeString:
    """A frame of the embed. It sends the page's origin along, and runs no scripts."""
    address = f"{site}{reverse('integrations:embed', args=[token_of(embed)])}"
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" referrerpolicy="origin" '
        'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>',
        address,
        width,
        height,
        title_of(embed, sop),
    )


def card(title: str, address: str, about: str) -> SafeString:
    """For pages that show no frames: a quotation with a link, which asks to sign in."""
    return format_html('<blockquote><p><a href="{}">{}</a></p><p>{}</p></blockquote>', address, title, about)


def title_of(embed: Embed, sop: Sop) -> str:
    """As its SOP is published: who sees the frame knows of no draft. `sop` comes with its current version."""
    if embed.step is None or sop.current_version is None:
        return sop.listed_title
    found = step_in(sop.current_version.document, embed.step.key)
    return markdown.plain(steps.title_of(found[1])) if found else sop.listed_title
