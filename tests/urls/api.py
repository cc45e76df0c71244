"""The API."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from integrations.models import Export
from sops.services import feedback
from tests.urls.rows import API, Row

DONE = (401, 403, 403, 200, 200)
MADE = (401, 403, 403, 201, 201)
WANTS_A_TAG = (401, 403, 403, 428, 428)  # `If-Match` is missing
MEMBER = {"person": "gus@example.com", "role": "viewer"}
ANSWER = "/api/feedback/{api_feedback}/answer"
ROWS = [
    Row("api-search", "GET", "/api/search?q=discount", API),
    Row("api-libraries", "GET", "/api/libraries", API),
    Row("api-library", "GET", "/api/libraries/{library}", API),
    Row("api-library", "PATCH", "/api/libraries/{library}", (401, 403, 403, 403, 428), {"is_open": True}, json=True),
    Row("api-categories", "GET", "/api/categories", API),
    Row("api-me", "GET", "/api/me", API),
    Row("api-members", "GET", "/api/libraries/{library}/members", (401, 403, 403, 403, 200)),
    Row("api-members", "POST", "/api/libraries/{library}/members", (401, 403, 403, 403, 201), MEMBER, json=True),
    Row("api-member", "GET", "/api/libraries/{library}/members/{member}", (401, 403, 403, 403, 200)),
    Row("api-member", "PATCH", "/api/libraries/{library}/members/{member}", (401, 403, 403, 403, 428), {}, json=True),
    Row("api-member", "DELETE", "/api/libraries/{library}/members/{member}", (401, 403, 403, 403, 428)),
    Row("api-groups", "GET", "/api/groups", (401, 403, 403, 403, 200)),
    Row("api-sops", "GET", "/api/sops", API),
    Row("api-sops", "POST", "/api/sops", MADE, {"library": "sales", "title": "New"}, json=True),
    Row("api-sops-bulk", "POST", "/api/bulk/sops", (401, 400, 400, 400, 400), {"action": "publish"}, json=True),
    Row("api-sop", "GET", "/api/sops/{sop}", API),
    Row("api-sop", "PATCH", "/api/sops/{sop}", DONE, {"title": "New", "revision": 1}, json=True),
    Row("api-sop", "DELETE", "/api/sops/{sop}", WANTS_A_TAG),
    Row("api-sop-steps", "POST", "/api/sops/{sop}/steps", MADE, {"title": "One more"}, json=True),
    Row("api-sop-order", "PUT", "/api/sops/{sop}/order", WANTS_A_TAG, {"steps": []}, json=True),
    Row("api-sop-picture", "GET", "/api/sops/{sop}/pictures/{picture}", API),
    Row("api-sop-publish", "POST", "/api/sops/{sop}/publish", DONE, {}, json=True),
    Row("api-sop-withdraw", "POST", "/api/sops/{sop}/withdraw", DONE, {}, json=True),
    Row("api-sop-discard", "POST", "/api/sops/{sop}/discard", DONE, {}, json=True),
    Row("api-sop-archive", "POST", "/api/sops/{sop}/archive", DONE, {"reason": "Not used any more."}, json=True),
    Row("api-review", "GET", "/api/sops/{sop}/review", DONE),
    Row("api-review-send", "POST", "/api/sops/{sop}/review/send", (401, 403, 403, 400, 400), {}, json=True),
    Row("api-review-approve", "POST", "/api/sops/{sop}/review/approve", (401, 403, 403, 400, 400), {}, json=True),
    Row("api-review-send-back", "POST", "/api/sops/{sop}/review/send-back", (401, 403, 403, 400, 400), {}, json=True),
    Row("api-review-take-back", "POST", "/api/sops/{sop}/review/take-back", (401, 403, 403, 400, 400), {}, json=True),
    Row("api-feedback", "GET", "/api/feedback", API),
    Row("api-feedback", "POST", "/api/feedback", (401, 400, 400, 400, 400), {}, json=True),
    Row("api-feedback-one", "GET", "/api/feedback/{api_feedback}", (401, 404, 404, 200, 200)),
    Row("api-feedback-answer", "POST", ANSWER, (401, 404, 404, 200, 200), {"status": "accepted"}, json=True),
    Row("api-exports", "GET", "/api/exports", API),
    Row("api-exports", "POST", "/api/exports", (401, 400, 400, 400, 400), {"format": "html"}, json=True),
    Row("api-export", "GET", "/api/exports/{api_export}", (401, 404, 404, 200, 404)),
    Row("api-export", "DELETE", "/api/exports/{api_export}", (401, 404, 404, 204, 404)),
    Row("api-export-file", "GET", "/api/exports/{api_export}/file", (401, 404, 404, 409, 404)),
    Row("api-versions", "GET", "/api/sops/{sop}/versions", API),
    Row("api-version", "GET", "/api/sops/{sop}/versions/1", API),
    Row("api-version-restore", "POST", "/api/sops/{sop}/versions/1/restore", DONE, {}, json=True),
    Row("api-compare", "GET", "/api/sops/{sop}/compare", API),
    Row("api-step", "GET", "/api/steps/{step}", API),
    Row("api-step", "PATCH", "/api/steps/{step}", WANTS_A_TAG, {"title": "New"}, json=True),
    Row("api-step", "DELETE", "/api/steps/{step}", WANTS_A_TAG),
    Row("api-step-move", "POST", "/api/steps/{step}/move", DONE, {"to": 1}, json=True),
    Row("api-step-split", "POST", "/api/steps/{step}/split", (401, 403, 403, 201, 201), {"at": 7}, json=True),
    Row("api-step-merge", "POST", "/api/steps/{step}/merge", DONE, {}, json=True),
    Row("api-step-duplicate", "POST", "/api/steps/{step}/duplicate", MADE, {}, json=True),
    Row("api-step-bring-back", "POST", "/api/steps/{step}/bring-back", (401, 404, 404, 404, 404), {}, json=True),
    Row("api-step-picture", "PUT", "/api/steps/{step}/picture", (401, 403, 403, 415, 415), {}, json=True),
    Row("api-step-picture", "DELETE", "/api/steps/{step}/picture", WANTS_A_TAG),
    Row("recordings-list", "GET", "/api/recordings", API),
    Row("recordings-list", "POST", "/api/recordings", (401, 400, 400, 400, 400), {"library": "sales"}),
    Row("recordings-detail", "GET", "/api/recordings/{recording}", (401, 404, 404, 200, 200)),
    Row("recordings-detail", "DELETE", "/api/recordings/{recording}", (401, 404, 404, 204, 204)),
    Row("recordings-retry", "POST", "/api/recordings/{recording}/retry", (401, 404, 404, 409, 409)),
    Row("recordings-cancel", "POST", "/api/recordings/{recording}/cancel", (401, 404, 404, 200, 200)),
    # What the API can do is no secret; what it holds is.
    Row("schema", "GET", "/api/schema", (200, 200, 200, 200, 200)),
    Row("api-docs", "GET", "/api/docs/", (200, 200, 200, 200, 200)),
    Row("api-changes", "GET", "/api/docs/changes", (200, 200, 200, 200, 200)),
    Row("api-problems", "GET", "/api/problems", (200, 200, 200, 200, 200)),
]


def add(names: dict[str, Any], cast: Any, sop: Any, by: Any) -> None:
    """Feedback of an editor, and an export that is not ready: of Ed in the open library, of Dee in the closed one."""
    sop.refresh_from_db()
    owner = cast.ed if sop.library == cast.sales else cast.dee
    given = feedback.give(sop=sop, version=sop.current_version, kind="idea", text="Shorter, please.", by=owner)
    export = Export.objects.create(
        requested_by=owner, format="html", sop=sop, title=sop.title, expires_at=timezone.now() + timedelta(days=1)
    )
    names |= {"api_feedback": given.pk, "api_export": export.pk}
