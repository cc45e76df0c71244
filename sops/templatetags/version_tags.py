"""What the pages of versions need."""

from typing import Any

from django import template

from sops.fieldtexts import as_text
from sops.models import Version

register = template.Library()


@register.filter
def as_lines(value: Any) -> str:
    """Branches, links, fixes as lines of words."""
    return as_text(value)


@register.filter
def note_of(notes: dict[int, str], number: int) -> str:
    return notes.get(number, "")


@register.filter
def hash_now(version: Version) -> str:
    """The hash counted again from the stored text."""
    return version.document.content_hash(version.schema)
