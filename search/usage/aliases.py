"""What people type becomes another word of the glossary; search takes the one for the other at once."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from search.kept.recent import kept_form
from sops.models import GlossaryTerm
from sops.services import glossary


@transaction.atomic
def add(*, term: GlossaryTerm, alias: str, by: Any) -> GlossaryTerm:
    """ValidationError in a sentence, where the word is explained already or there is none."""
    alias = kept_form(alias)
    if not alias:
        raise ValidationError("Say which word people use.")
    term = GlossaryTerm.objects.select_for_update().select_related("library").get(pk=term.pk)
    if alias.lower() in {word.lower() for word in (term.term, *term.aliases)}:
        return term
    return glossary.save_term(
        library=term.library,
        term=term.term,
        definition=term.definition,
        aliases=[*term.aliases, alias],
        by=by,
        row=term,
    )
