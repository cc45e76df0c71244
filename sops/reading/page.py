"""Everything on an SOP's page that comes from its document."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from sops import markdown
from sops.document import Document
from sops.glossary import glossary_of
from sops.models import Sop, Version
from sops.reading.step_links import came_from_elsewhere
from sops.reading.steps import (
    ReadingFix,
    ReadingStep,
    Reference,
    linked_sop_keys,
    reading_fixes,
    reading_steps,
    references,
)
from sops.services.publishing import document_of
from sops.tree import Tree, tree_of


@dataclass(frozen=True)
class SopPage:
    """`version` is None where an editor looks at a draft."""

    sop: Sop
    version: Version | None
    title: str
    facts: list[tuple[str, SafeString]]
    prerequisites: list[SafeString]
    expected_result: SafeString
    notes: list[SafeString]
    links: list[Reference]
    minutes: int | None
    tags: list[str]
    steps: list[ReadingStep]
    troubleshooting: list[ReadingFix]
    tree: Tree | None

    @property
    def has_sections(self) -> bool:
        return any(step.section for step in self.steps)


def published_page(sop: Sop, *, user: Any) -> SopPage:
    assert sop.current_version is not None
    return page_of(sop, sop.current_version.document, user=user, version=sop.current_version)


def draft_page(sop: Sop, *, user: Any) -> SopPage:
    return page_of(sop, document_of(sop), user=user, version=None)


def page_of(sop: Sop, document: Document, *, user: Any, version: Version | None) -> SopPage:
    """Four queries (the SOPs it leads to, the glossary, steps from elsewhere), however many steps there are."""
    glossary = glossary_of(sop.library)
    readable = Sop.objects.visible_to(user).published().filter(key__in=linked_sop_keys(document))
    others = {other.key: other for other in readable.select_related("current_version")}
    facts = (("Why", document.purpose), ("When", document.when_to_use), ("Who", document.who))
    return SopPage(
        sop=sop,
        version=version,
        title=document.title,
        facts=[(name, markdown.render(text, glossary)) for name, text in facts if text.strip()],
        prerequisites=[markdown.render_line(text) for text in document.prerequisites],
        expected_result=markdown.render(document.expected_result, glossary),
        notes=[markdown.render_line(text) for text in document.notes],
        links=references(document.links, others),
        minutes=document.minutes,
        tags=document.tags,
        steps=reading_steps(
            document,
            others=others,
            glossary=glossary,
            version_number=version.number if version else None,
            came_from_elsewhere=came_from_elsewhere(sop, document) if version else set(),
        ),
        troubleshooting=reading_fixes(document.troubleshooting, glossary),
        tree=tree_of(document, {key: (other.listed_title, other.get_absolute_url()) for key, other in others.items()}),
    )
