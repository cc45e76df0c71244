"""The one kind of filter that directories send: `userName eq "…"`."""

import json
import re
from typing import Any

from django.db.models import QuerySet

from access.scim.base import Problem

MOST_CHARACTERS = 400
ONE = re.compile(r'^\s*([A-Za-z.:0-9]{1,80})\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)\s*$', re.IGNORECASE)


def narrowed(rows: QuerySet[Any], text: str, fields: dict[str, str]) -> QuerySet[Any]:
    """Rows that fit; `fields` says which lookup each attribute (in lower case) stands for. 400 for anything else."""
    if not text:
        return rows
    match = ONE.match(text[:MOST_CHARACTERS])
    lookup = fields.get(match[1].lower()) if match else None
    if match is None or lookup is None:
        raise Problem(400, f'Filters here look like: {next(iter(fields))} eq "…".', "invalidFilter")
    try:
        value = json.loads(match[2] if match[2].startswith('"') else match[2].lower())
    except ValueError as problem:
        raise Problem(400, "The value of the filter can't be read.", "invalidFilter") from problem
    if lookup == "pk":
        return rows.filter(pk=value) if str(value).isdecimal() and len(str(value)) < 18 else rows.none()
    return rows.filter(**{lookup: value})
