"""Reviewing: approval, comments, shared drafts, the archive, what a library asks for."""

from typing import Any

from sops.services import commenting, policies, sharing
from tests.support.cast import Cast
from tests.support.make import step_of
from tests.urls.rows import ADMIN, ADMIN_CHANGE, CHANGE, EDIT, Row

REFUSED = (302, 403, 403, 422, 422)
OWN_WORDS = (302, 403, 403, 302, 403)
OTHERS: dict[str, int] = {"approver": 403}

ROWS = [
    Row("sops:review", "GET", "/sops/{sop}/review", EDIT),
    Row("sops:review-state", "GET", "/sops/{sop}/review/state", EDIT),
    Row("sops:review-send", "POST", "/sops/{sop}/review/send", REFUSED),  # nothing changed since the last version
    # Not in review.
    Row("sops:review-approve", "POST", "/sops/{sop}/review/approve", REFUSED, {"content_hash": "0"}),
    Row("sops:review-send-back", "POST", "/sops/{sop}/review/send-back", REFUSED, {"reason": "No"}),
    Row("sops:review-take-back", "POST", "/sops/{sop}/review/take-back", REFUSED),
    Row("sops:draft", "GET", "/sops/{sop}/draft", EDIT),
    Row("sops:draft-people", "GET", "/sops/{sop}/draft/people?q=a", EDIT),
    Row("sops:comment-add", "POST", "/sops/{sop}/comments", CHANGE, {"text": "Really?"}),
    Row("sops:suggest", "POST", "/sops/{sop}/comments/suggest", (302, 403, 403, 404, 404), {"step": "none"}),
    Row("sops:comment", "GET", "/sops/{sop}/comments/{comment}", CHANGE),
    Row("sops:comment-answer", "POST", "/sops/{sop}/comments/{comment}/answer", CHANGE, {"text": "Yes"}),
    Row(
        "sops:comment-reword",
        "POST",
        "/sops/{sop}/comments/{comment}/reword",
        OWN_WORDS,
        {"text": "Is it?"},
        more=OTHERS,
    ),
    Row("sops:comment-unsay", "POST", "/sops/{sop}/comments/{own_comment}/unsay", OWN_WORDS, more=OTHERS),
    Row("sops:comment-resolve", "POST", "/sops/{sop}/comments/{comment}/resolve", CHANGE),
    Row("sops:comment-reopen", "POST", "/sops/{sop}/comments/{comment}/reopen", CHANGE),
    Row("sops:suggestion-accept", "POST", "/sops/{sop}/comments/{suggestion}/accept", CHANGE),
    Row("sops:suggestion-decline", "POST", "/sops/{sop}/comments/{suggestion}/decline", CHANGE),
    Row("sops:share", "GET", "/sops/{sop}/share", EDIT),
    Row("sops:share", "POST", "/sops/{sop}/share", REFUSED, {"people": "nobody@example.com", "days": "14"}),
    Row("sops:share-revoke", "POST", "/sops/{sop}/share/{share}/revoke", CHANGE),
    Row("sops:archive", "GET", "/sops/{sop}/archive", EDIT),
    Row("sops:archive", "POST", "/sops/{sop}/archive", CHANGE, {"reason": "Nobody does this any more"}),
    Row("sops:bring-back", "POST", "/sops/{sop}/bring-back", (302, 404, 404, 404, 404)),  # it is in use
    Row("sops:put-away", "GET", "/libraries/{library}/put-away", EDIT),
    Row("sops:approval-policy", "GET", "/libraries/{library}/approval", ADMIN),
    Row("sops:approval-policy", "POST", "/libraries/{library}/approval", ADMIN_CHANGE, {"rule": "one"}),
    Row("sops:approver-name", "POST", "/libraries/{library}/approval/name", (302, 403, 403, 403, 422), {"person": "x"}),
    Row("sops:approver-unname", "POST", "/libraries/{library}/approval/{named}/unname", ADMIN_CHANGE),
]


def add(names: dict[str, Any], cast: Cast, sop: Any, by: Any) -> None:
    """A comment, a suggestion, a share that ended (so that it lets nobody in), and a named approver."""
    names["own_comment"] = commenting.comment(sop=sop, by=by, text="To be taken back").pk
    names["comment"] = commenting.comment(sop=sop, by=by, text="Is that so?", step=step_of(sop)).pk
    suggestion = commenting.suggest(step=step_of(sop), by=by, field="title", after="Open the deal record")
    names["suggestion"] = suggestion.comment.pk
    stranger = cast.gus
    (share,) = sharing.share(sop=sop, people=[stranger], by=by, days=1)
    share.expires_at = share.created_at
    share.save()
    names["share"] = share.pk
    names["named"] = policies.name_approver(library=sop.library, user=by, by=cast.adam).pk
