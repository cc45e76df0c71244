"""The words of a library: added, changed, removed, in somebody's name. Search learns of each change."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from access import audit
from access.models import Library
from sops.models import GlossaryTerm
from sops.signals import announce, glossary_changed

MOST_TERMS = 2_000
MOST_ALIASES, LONGEST_ALIAS, LONGEST_DEFINITION = 20, 80, 2_000


@transaction.atomic
def save_term(
    *, library: Library, term: str, definition: str, aliases: Sequence[str], by: Any, row: GlossaryTerm | None = None
) -> GlossaryTerm:
    """A new term, or `row` changed. ValidationError where a word would have two meanings in the library."""
    row = row or GlossaryTerm(library=library)
    verb = "changed the term" if row.pk else "added the term"
    row.term, row.definition = term.strip(), definition.strip()
    row.aliases = [alias for alias in dict.fromkeys(alias.strip() for alias in aliases) if alias and alias != row.term]
    _refuse_what_cant_be_shown(row)
    row.full_clean(exclude=["library"])
    row.save()
    audit.record(by=by, verb=verb, subject=row.term, library=library)
    announce(glossary_changed, library_id=library.pk)
    return row


@transaction.atomic
def remove_term(*, row: GlossaryTerm, by: Any) -> None:
    audit.record(by=by, verb="removed the term", subject=row.term, library=row.library)
    announce(glossary_changed, library_id=row.library_id)
    row.delete()


def _refuse_what_cant_be_shown(row: GlossaryTerm) -> None:
    if not row.term or not row.definition:
        raise ValidationError("A term needs its word and what it means.")
    if len(row.definition) > LONGEST_DEFINITION:
        raise ValidationError(f"What it means has {len(row.definition)} characters; the limit is {LONGEST_DEFINITION}.")
    if len(row.aliases) > MOST_ALIASES or any(len(alias) > LONGEST_ALIAS for alias in row.aliases):
        raise ValidationError(f"At most {MOST_ALIASES} other words, each with at most {LONGEST_ALIAS} characters.")
    if any("\x00" in text for text in (row.term, row.definition, *row.aliases)):
        raise ValidationError("A text has no NUL characters.")
    others = GlossaryTerm.objects.filter(library=row.library).exclude(pk=row.pk)
    if row.pk is None and others.count() >= MOST_TERMS:
        raise ValidationError(f"A glossary has at most {MOST_TERMS} terms.")
    words = {word.lower() for word in (row.term, *row.aliases)}
    for other in others:
        taken = sorted(words & {word.lower() for word in (other.term, *other.aliases)})
        if taken:
            raise ValidationError(f"“{taken[0]}” is explained already, under “{other.term}”.")
