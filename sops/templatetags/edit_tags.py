"""What the editor's templates need and Django doesn't have."""

from typing import cast

from django import template
from django.http import QueryDict
from django.utils.safestring import SafeString

from sops import markdown
from sops.forms import SopForm
from sops.models import Sop
from sops.rows import FixRow, LinkRow, fix_rows

register = template.Library()
LINK_KINDS = [
    ("", "Link"),
    ("policy", "Policy"),
    ("price_list", "Price list"),
    ("crm_field", "CRM field"),
    ("battle_card", "Battle card"),
    ("playbook", "Playbook"),
    ("form", "Form"),
    ("sop", "SOP"),
]
PICTURE_TOOLS = [
    ("box", "Box", "box"),
    ("arrow", "Arrow", "arrow"),
    ("number", "Number", "plus"),
    ("text", "Text", "text"),
    ("redact", "Redact or blur", "redact"),
    ("crop", "Crop", "crop"),
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


@register.filter
def with_spare_fix(rows: list[FixRow]) -> list[FixRow]:
    return [*rows, FixRow()]


@register.simple_tag
def fixes_of(sop: Sop, form: SopForm) -> list[FixRow]:
    """Troubleshooting of the whole SOP: as a person sent it where that could not be saved, else as it is stored."""
    if form.is_bound and "has_fixes" in form.data:
        return fix_rows(cast(QueryDict, form.data))
    return [FixRow(fix["symptom"], fix["fix"]) for fix in sop.troubleshooting]


@register.simple_tag
def picture_tools() -> list[tuple[str, str, str]]:
    """Name, label and icon of each tool."""
    return PICTURE_TOOLS


@register.simple_tag
def link_kinds() -> list[tuple[str, str]]:
    return LINK_KINDS
