"""A person's name and address in texts, and other words in their place."""

import json
import re
from typing import Any

from django.db.models import CharField, Q, QuerySet, TextField
from django.db.models.functions import Cast


class Named:
    """Finds a person in texts as whole words: their name as it is written, their address in any case."""

    def __init__(self, person: Any, former: str):
        self.words = [word for word in (person.email, person.name) if word]
        self.former = former
        mail = rf"(?i:{re.escape(person.email)})"
        name = rf"|{re.escape(person.name)}" if person.name else ""
        self._pattern = re.compile(rf"(?<!\w)(?:{mail}{name})(?!\w)")

    def replaced(self, value: Any) -> Any:
        """The same text, list or dict with the person's name and address replaced."""
        if isinstance(value, str):
            return self._pattern.sub(self.former, value)
        if isinstance(value, list):
            return [self.replaced(one) for one in value]
        if isinstance(value, dict):
            return {name: self.replaced(one) for name, one in value.items()}
        return value

    def rows(self, rows: QuerySet[Any], fields: tuple[str, ...]) -> QuerySet[Any]:
        """Rows that may name them in one of the fields; JSON is looked through as text."""
        found = Q()
        for field in fields:
            as_text = f"{field}_as_text"
            rows = rows.alias(**{as_text: Cast(field, TextField())})
            for word in self.words:
                for written in {word, json.dumps(word)[1:-1]}:
                    found |= Q(**{f"{as_text}__icontains": written})
        return rows.filter(found)


def shortened(model: Any, field: str, text: Any) -> Any:
    """Cut to what the field holds."""
    column = model._meta.get_field(field)
    if isinstance(column, CharField) and isinstance(text, str) and column.max_length:
        return text[: column.max_length]
    return text
