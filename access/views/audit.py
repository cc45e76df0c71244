"""The audit log: for site admins all of it, for a library's admins what happened there."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from access import audit
from access.audit import exporting, finding, verifying
from access.models import AuditEvent, Library

FORMATS = {
    "csv": ("text/csv; charset=utf-8", exporting.as_csv),
    "jsonl": ("application/x-ndjson", exporting.as_json_lines),
}


@require_GET
@login_required
def log(request: HttpRequest) -> HttpResponse:
    """`q`, `person`, `verb`, `library`, `from`, `to` choose entries; `before` and `after` lead on."""
    _reader(request)
    return _page(request)


@require_POST
@login_required
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain, for site admins, and say what was found."""
    if not request.user.is_superuser:
        raise PermissionDenied
    report = verifying.verify()
    outcome = "found whole" if report.is_whole else "found broken"
    audit.record(by=request.user, verb="checked the audit log", subject=outcome, head=report.head, why=report.why)
    return _page(request, report=report)


@require_POST
@login_required
def export(request: HttpRequest) -> HttpResponseBase:
    """The entries that the same filters choose, as `format` csv or jsonl. Itself in the log."""
    _reader(request)
    kind = request.POST.get("format", "")
    filters = finding.Filters.read(request.POST)
    if kind not in FORMATS or filters.problems:
        return _page(request, filters=filters, problems=filters.problems or ["Choose CSV or JSON lines."])
    events = finding.found(request.user, filters)
    library = Library.objects.administered_by(request.user).filter(slug=filters.library).first()
    audit.record(
        by=request.user,
        verb="exported the audit log",
        subject=kind,
        library=library,
        count=events.count(),
        filters=filters.shown(),
    )
    content_type, write = FORMATS[kind]
    name = f"audit-log-{timezone.localdate().isoformat()}.{kind}"
    return StreamingHttpResponse(
        write(_by_and_by(events)),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _by_and_by(events: Any) -> Iterator[AuditEvent]:
    return iter(events.iterator(chunk_size=exporting.CHUNK))


def _reader(request: HttpRequest) -> None:
    if not finding.may_read(request.user):
        raise PermissionDenied


def _page(
    request: HttpRequest,
    filters: finding.Filters | None = None,
    problems: list[str] | None = None,
    report: verifying.Report | None = None,
) -> HttpResponse:
    filters = filters or finding.Filters.read(request.GET)
    page = finding.page(
        finding.found(request.user, filters), before=request.GET.get("before", ""), after=request.GET.get("after", "")
    )
    context = {
        "page": page,
        "rows": [(event, audit.sentence(event), _facts(event)) for event in page.events],
        "filters": filters,
        "shown": filters.shown(),
        "query": urlencode(filters.shown()),
        "verbs": finding.verbs(request.user),
        "libraries": Library.objects.administered_by(request.user),
        "problems": problems if problems is not None else filters.problems,
        "report": report,
        "days_kept": audit.days_kept(),
        "views_kept": audit.views_kept(),
    }
    return render(request, "access/audit.html", context, status=422 if context["problems"] else 200)


def _facts(event: AuditEvent) -> list[tuple[str, Any]]:
    """What else the entry says, for whoever opens it."""
    came = [("Address", event.ip), ("Browser", event.agent), ("Session", event.session), ("Token", event.token)]
    told = [
        (name.replace("_", " ").capitalize(), value) for name, value in event.detail.items() if value not in (None, "")
    ]
    ends = [("Entry", f"{event.sequence:,}" if event.sequence else "not in the chain yet"), ("Hash", event.hash[:16])]
    return [(name, value) for name, value in [*came, *told, *ends] if value not in ("", None)]
