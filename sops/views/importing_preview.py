"""What an import would make, as the preview shows it. Reads the bundle; writes nothing."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from sops import markdown
from sops.document import Document, DocumentStep
from sops.importing import Found
from sops.models import Import, Sop
from sops.reading.steps import body_of, title_of

STEPS_SHOWN = 100


@dataclass(frozen=True)
class StepPreview:
    number: int
    step: DocumentStep
    picture_url: str

    @property
    def title(self) -> SafeString:
        return markdown.render_line(title_of(self.step))

    @cached_property
    def body(self) -> SafeString:
        return markdown.render(body_of(self.step))

    @cached_property
    def note(self) -> SafeString:
        return markdown.render(self.step.note)


@dataclass(frozen=True)
class SopPreview:
    """`at` is its place in the file; `keeps_key` false where an SOP with this key is here already."""

    at: int
    document: Document
    steps: list[StepPreview]
    pictures: int
    versions: int
    keeps_key: bool

    @property
    def more(self) -> int:
        return len(self.document.steps) - len(self.steps)

    @property
    def facts(self) -> list[tuple[str, Any]]:
        said = (("Why", self.document.purpose), ("When", self.document.when_to_use), ("Who", self.document.who))
        return [(name, markdown.render(text)) for name, text in said if text.strip()]


def previews_of(found: Found, row: Import) -> list[SopPreview]:
    """One query, however many SOPs there are."""
    keys = [sop.document.key for sop in found.sops]
    here = set(Sop.objects.filter(key__in=keys).values_list("key", flat=True))
    return [
        SopPreview(
            at=at,
            document=sop.document,
            steps=[
                StepPreview(
                    number, step, _url(row, step) if step.picture and step.picture.sha256 in sop.pictures else ""
                )
                for number, step in enumerate(sop.document.steps[:STEPS_SHOWN], start=1)
            ],
            pictures=len(sop.pictures),
            versions=len(sop.versions),
            keeps_key=sop.document.key not in here,
        )
        for at, sop in enumerate(found.sops)
    ]


def _url(row: Import, step: DocumentStep) -> str:
    return reverse("sops:import-picture", args=[row.pk, step.picture.sha256]) if step.picture else ""
