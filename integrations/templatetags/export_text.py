"""People's Markdown in exported pages, through the one place that cleans it."""

from django import template
from django.template.defaultfilters import filesizeformat

from integrations.exports.services import KINDS
from sops import markdown

register = template.Library()
register.filter("blocks", markdown.render)
register.filter("line", markdown.render_line)
register.filter("size", filesizeformat)


@register.filter
def format_name(format: str) -> str:
    """The format as people know it."""
    return KINDS.get(format, format)
