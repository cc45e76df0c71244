"""The audit log as files: CSV for spreadsheets, JSON lines for machines. Written while they are read."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from access.models import AuditEvent
from access.spreadsheets import harmless

COLUMNS = (
    *("number", "at", "person", "email", "verb", "subject", "library"),
    *("ip", "browser", "session", "token", "detail", "hash"),
)
CHUNK = 1000


def as_csv(events: Iterable[AuditEvent]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    for values in _with_head(events):
        writer.writerow([harmless(str(value)) for value in values])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def as_json_lines(events: Iterable[AuditEvent]) -> Iterator[str]:
    for event in events:
        yield json.dumps(row(event), ensure_ascii=False) + "\n"


def row(event: AuditEvent) -> dict[str, Any]:
    """The entry as it leaves the site."""
    values = (
        *(event.sequence, event.at.isoformat(), event.actor_name, event.actor.email if event.actor else ""),
        *(event.verb, event.subject, event.library.slug if event.library else ""),
        *(event.ip, event.agent, event.session, event.token, event.detail, event.hash),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _with_head(events: Iterable[AuditEvent]) -> Iterator[Iterable[Any]]:
    yield COLUMNS
    for event in events:
        values = row(event)
        yield [
            *(value for name, value in values.items() if name not in ("detail", "hash")),
            json.dumps(values["detail"], ensure_ascii=False),
            values["hash"],
        ]
