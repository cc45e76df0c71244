"""What the editor's templates need and Django doesn't have."""

from django import template
from django.utils.safestring import SafeString

from sops import markdown
from sops.rows import LinkRow

register = template.Library()
LINK_KINDS = [
    ("", "Link"),
    ("policy", "Policy"),
    ("price_list", "Price list"),
    ("crm_field", "CRM field"),
    ("battle_card", "Battle card"),
    ("playbook", "Playbook"),
    ("sop", "SOP"),
]


@register.filter
def step_line(text: str) -> SafeString:
    """A title, with its labels in bold."""
    return markdown.render_line(text)


@register.filter
def step_text(text: str) -> SafeString:
    return markdown.render(text)


@register.filter
def clock(seconds: float | None) -> str:
    """A moment of a recording: 83.4 → 1:23."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


@register.filter
def with_spare(rows: list[LinkRow]) -> list[LinkRow]:
    """The rows and an empty one to fill in."""
    return [*rows, LinkRow()]


@register.simple_tag
def link_kinds() -> list[tuple[str, str]]:
    return LINK_KINDS
