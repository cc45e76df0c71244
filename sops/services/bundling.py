"""SOPs leave as a bundle that another Stepmark takes: documents, pictures, the terms they use, earlier versions."""

from collections.abc import Iterable

from sops.document import Document
from sops.glossary import glossary_of
from sops.importing import bundles
from sops.importing.base import Found, FoundSop, Term
from sops.models import GlossaryTerm, Sop
from sops.services.publishing import document_of


def bundle_of(sops: Iterable[Sop], *, draft: bool = False, with_versions: bool = False) -> bytes:
    """The published versions (`draft`: the live rows) as a file. SOPs without a published version come as drafts."""
    chosen = list(sops)
    found = [_found(sop, draft, with_versions) for sop in chosen]
    terms = {term.term: term for sop, one in zip(chosen, found, strict=True) for term in _terms(sop, one.document)}
    return bundles.write(Found("Stepmark bundle", found, glossary=list(terms.values())))


def _found(sop: Sop, draft: bool, with_versions: bool) -> FoundSop:
    is_published = sop.is_published and sop.current_version is not None and not draft
    document = sop.current_version.document if is_published and sop.current_version else document_of(sop)
    versions = list(sop.versions.order_by("number")) if with_versions else []
    wanted = {
        step.picture.sha256
        for one in (document, *(version.document for version in versions))
        for step in one.steps
        if step.picture
    }
    pictures, words = {}, {}
    for shot in sop.screenshots.filter(sha256__in=wanted):
        with shot.file.open("rb") as file:
            pictures[shot.sha256] = file.read()
        if shot.words:
            words[shot.sha256] = shot.words
    return FoundSop(
        document=document,
        pictures=pictures,
        words=words,
        versions=[
            {
                "number": version.number,
                "note": version.note,
                "published_at": version.published_at.isoformat(),
                "data": version.data,
            }
            for version in versions
        ],
        review_every_months=sop.review_every_months,
    )


def _terms(sop: Sop, document: Document) -> list[Term]:
    """The terms of the library that the document's texts use."""
    texts = [document.purpose, document.when_to_use, document.who, document.expected_result, *document.notes]
    texts += [text for step in document.steps for text in (step.title, step.body, step.note)]
    glossary = glossary_of(sop.library)
    if not glossary:
        return []
    for _ in glossary.first_occurrences("\n".join(texts)):
        pass  # it remembers what it found
    used = GlossaryTerm.objects.filter(library=sop.library, term__in=glossary.explained)
    return [Term(row.term, row.definition, list(row.aliases)) for row in used]
