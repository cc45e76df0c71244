"""What can be done about a notice right in the inbox. Apps above register a template for a kind of notice."""

_templates: dict[str, str] = {}


def register(kind: str, template: str) -> None:
    """`template` is shown beside unread notices of this kind; it gets `notice` and `about`, the row."""
    _templates[kind] = template


def template_for(kind: str) -> str:
    return _templates.get(kind, "")
