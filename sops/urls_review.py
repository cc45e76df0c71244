"""Addresses of reviewing: approval, comments, shared drafts, the archive, and what a library asks for."""

from django.urls import path

from sops.views import review, review_actions, review_archive, review_comments, review_policy, review_sharing

urlpatterns = [
    path("sops/<slug:key>/review", review.page, name="review"),
    path("sops/<slug:key>/review/state", review.state, name="review-state"),
    path("sops/<slug:key>/review/send", review_actions.send, name="review-send"),
    path("sops/<slug:key>/review/approve", review_actions.approve, name="review-approve"),
    path("sops/<slug:key>/review/send-back", review_actions.send_back, name="review-send-back"),
    path("sops/<slug:key>/review/take-back", review_actions.take_back, name="review-take-back"),
    path("sops/<slug:key>/draft", review_sharing.draft, name="draft"),
    path("sops/<slug:key>/draft/people", review_comments.people, name="draft-people"),
    path("sops/<slug:key>/comments", review_comments.add, name="comment-add"),
    path("sops/<slug:key>/comments/suggest", review_comments.suggest, name="suggest"),
    path("sops/<slug:key>/comments/<int:pk>", review_comments.one, name="comment"),
    path("sops/<slug:key>/comments/<int:pk>/answer", review_comments.answer, name="comment-answer"),
    path("sops/<slug:key>/comments/<int:pk>/reword", review_comments.reword, name="comment-reword"),
    path("sops/<slug:key>/comments/<int:pk>/unsay", review_comments.unsay, name="comment-unsay"),
    path("sops/<slug:key>/comments/<int:pk>/resolve", review_comments.resolve, name="comment-resolve"),
    path("sops/<slug:key>/comments/<int:pk>/reopen", review_comments.reopen, name="comment-reopen"),
    path("sops/<slug:key>/comments/<int:pk>/accept", review_comments.accept, name="suggestion-accept"),
    path("sops/<slug:key>/comments/<int:pk>/decline", review_comments.decline, name="suggestion-decline"),
    path("sops/<slug:key>/share", review_sharing.share, name="share"),
    path("sops/<slug:key>/share/<int:pk>/revoke", review_sharing.revoke, name="share-revoke"),
    path("sops/<slug:key>/archive", review_archive.archive, name="archive"),
    path("sops/<slug:key>/bring-back", review_archive.bring_back, name="bring-back"),
    path("libraries/<slug:slug>/put-away", review_archive.put_away, name="put-away"),
    path("libraries/<slug:slug>/approval", review_policy.page, name="approval-policy"),
    path("libraries/<slug:slug>/approval/name", review_policy.name, name="approver-name"),
    path("libraries/<slug:slug>/approval/<int:pk>/unname", review_policy.unname, name="approver-unname"),
]
