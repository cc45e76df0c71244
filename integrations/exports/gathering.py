"""From rows to `ExportSop`: only what is published, only what may be named, one SOP in memory at a time."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from access.models import Library
from integrations.exports.content import ExportSop, Other, export_steps, linked_keys, references
from sops.document import Document
from sops.models import Sop
from sops.reading.steps import step_url


def readable_by(user: Any, kept_to: list[int] | None = None) -> QuerySet[Sop]:
    """What this person may export, and what an export of theirs may name: published SOPs that they see.

    `kept_to` are the libraries that the token was for with which they came, where they came with one.
    """
    published = Sop.objects.visible_to(user).published()
    return published if kept_to is None else published.filter(library__in=kept_to)


def handed_out_with(library: Library) -> QuerySet[Sop]:
    """What a library's folder may name: its own published SOPs, and those of libraries open to everyone."""
    published = Sop.objects.published()
    return published.filter(library=library) | published.filter(library__is_open=True)


def gather(sop_ids: Iterable[int], *, readable: QuerySet[Sop], base_url: str) -> Iterator[ExportSop]:
    """The SOPs in the order of their ids; one that is not readable (any more) is left out."""
    for sop_id in sop_ids:
        sop = readable.select_related("library", "listed_category", "current_version").filter(pk=sop_id).first()
        if sop is not None and sop.current_version is not None:
            yield export_sop(sop, readable=readable, base_url=base_url)


def export_sop(sop: Sop, *, readable: QuerySet[Sop], base_url: str) -> ExportSop:
    """One query more, for the SOPs that it leads to."""
    version = sop.current_version
    assert version is not None
    document = version.document
    others = _others(document, readable, base_url)
    urls = {step.key: _absolute(base_url, step_url(step.key, version.number)) for step in document.steps}
    return ExportSop(
        site=base_url.rstrip("/"),
        sop_id=sop.pk,
        named=sorted(other.sop_id for other in others.values()),
        document=document,
        version=version.number,
        content_hash=version.content_hash,
        published_at=version.published_at,
        library=sop.library.name,
        category=sop.listed_category.name if sop.listed_category else "",
        url=_absolute(base_url, sop.get_absolute_url()),
        steps=export_steps(document, others, urls),
        references=references(document.links, others),
    )


def _others(document: Document, readable: QuerySet[Sop], base_url: str) -> dict[str, Other]:
    """Titles as published: a draft's new title is nobody's business yet."""
    keys = linked_keys(document)
    rows = readable.filter(key__in=keys).values_list("pk", "key", "listed_title") if keys else ()
    return {
        key: Other(pk, key, title, _absolute(base_url, reverse("sops:detail", args=[key]))) for pk, key, title in rows
    }


def _absolute(base_url: str, path: str) -> str:
    """Nothing where the site's address isn't known: a relative link leads nowhere from a file."""
    return f"{base_url.rstrip('/')}{path}" if base_url else ""
