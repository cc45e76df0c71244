"""What was found in a file becomes SOPs of a library: keys kept where they are free, links inside following them."""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from access import audit
from access.models import Library
from sops.document import SCHEMA, Branch, Document, DocumentStep, Link
from sops.forms import possible_owners
from sops.importing.base import Found, FoundSop, Term
from sops.keys import VALID, new_key
from sops.models import GlossaryTerm, Screenshot, Sop, Step, Version
from sops.services.importing import create_sop_from_document
from sops.signals import announce, glossary_changed

# Addresses of SOPs and steps inside texts.
TEXTS = ("purpose", "when_to_use", "who", "expected_result")
ADDRESS = re.compile(r"/(s|sops)/([a-z0-9][a-z0-9-]{1,39})")


@transaction.atomic
def take(found: Found, *, library: Library, by: Any) -> list[Sop]:
    """All of them, as drafts. ValidationError, with the SOP's name, where one doesn't fit."""
    keys = _keys(found.sops)
    sops = [_take_one(sop, keys, library, by) for sop in found.sops]
    _add_terms(found.glossary, library)
    for sop in sops:
        audit.record(by=by, verb="imported", subject=sop.title, library=library, key=sop.key)
    return sops


def _take_one(sop: FoundSop, keys: Mapping[str, str], library: Library, by: Any) -> Sop:
    document = rekeyed(sop.document, keys)
    try:
        made = create_sop_from_document(
            document=document,
            library=library,
            by=by,
            pictures=sop.pictures,
            picture_words=sop.words,
            review_every_months=min(max(sop.review_every_months, 1), 60),
        )
    except ValidationError as problem:
        raise ValidationError([f"“{document.title[:80]}”: {text}" for text in problem.messages]) from problem
    owner = _owner(made, document.owner)
    if owner and owner != made.owner:
        made.owner = owner
        made._history_user, made._change_reason = by, "imported"
        made.save(update_fields=["owner"])
    _add_versions(made, sop, keys)
    return made


def _keys(sops: Iterable[FoundSop]) -> dict[str, str]:
    """Every key in the file and the one it gets here: its own where that is valid and free."""
    of_sops, of_steps = set(), set()
    for sop in sops:
        of_sops.add(sop.document.key)
        for data in (sop.document, *(Document.from_json_dict(version["data"]) for version in sop.versions)):
            of_steps |= {step.key for step in data.steps}
    taken = set(Sop.objects.filter(key__in=of_sops).values_list("key", flat=True))
    taken |= set(Step.objects.filter(key__in=of_steps).values_list("key", flat=True))
    keys = of_sops | of_steps
    return {key: key if VALID.fullmatch(key) and key not in taken else new_key() for key in keys}


def rekeyed(document: Document, keys: Mapping[str, str]) -> Document:
    """The same document under other keys: its own, its steps', and whatever leads to them."""

    def key(old: str) -> str:
        return keys.get(old, old)

    def text(old: str) -> str:
        return ADDRESS.sub(lambda found: f"/{found[1]}/{key(found[2])}", old)

    def link(old: Link) -> Link:
        return dataclasses.replace(old, sop_key=key(old.sop_key), url=text(old.url))

    def branch(old: Branch) -> Branch:
        return dataclasses.replace(old, target_key=key(old.target_key))

    def step(old: DocumentStep) -> DocumentStep:
        return dataclasses.replace(
            old,
            key=key(old.key),
            body=text(old.body),
            note=text(old.note),
            branches=[branch(each) for each in old.branches],
            links=[link(each) for each in old.links],
            sub_sop_key=key(old.sub_sop_key),
        )

    texts: dict[str, Any] = {
        name: text(getattr(document, name)) for name in ("purpose", "when_to_use", "who", "expected_result")
    }
    return dataclasses.replace(
        document,
        key=key(document.key),
        links=[link(each) for each in document.links],
        notes=[text(each) for each in document.notes],
        steps=[step(each) for each in document.steps],
        **texts,
    )


def _owner(sop: Sop, name: str) -> Any | None:
    """The one person here of that name who may own it."""
    people = [person for person in possible_owners(sop) if str(person) == name] if name else []
    return people[0] if len(people) == 1 else None


def _add_versions(sop: Sop, found: FoundSop, keys: Mapping[str, str]) -> None:
    """Earlier versions, as they were published elsewhere. Readers see them once the SOP is published here."""
    for version in sorted(found.versions, key=lambda version: version["number"]):
        document = rekeyed(Document.from_json_dict(version["data"]), keys)
        Version.objects.create(
            sop=sop,
            number=version["number"],
            data=document.to_json_dict(),
            schema=SCHEMA,
            content_hash=document.content_hash(),
            note=version["note"],
            published_at=_moment(version["published_at"]),
        )
    if found.versions:
        Screenshot.objects.filter(sop=sop).update(is_published=True)  # as the versions that show them are


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:  # written like a moment, but there is none: the 31st of February
        moment = None
    if moment is None:
        return timezone.now()
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _add_terms(terms: Iterable[Term], library: Library) -> None:
    """Terms that the library's glossary doesn't know. What it knows keeps its meaning."""
    known = {term.lower() for term in GlossaryTerm.objects.filter(library=library).values_list("term", flat=True)}
    new = [term for term in terms if term.term.strip() and term.term.lower() not in known]
    GlossaryTerm.objects.bulk_create(
        GlossaryTerm(library=library, term=term.term, definition=term.definition, aliases=term.aliases)
        for term in {term.term.lower(): term for term in new}.values()
    )
    if new:
        announce(glossary_changed, library_id=library.pk)
