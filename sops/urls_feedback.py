"""Addresses of feedback, scheduled reviews and owners."""

from django.urls import path

from sops.views import feedback, feedback_list, ownership, scheduled_reviews

urlpatterns = [
    path("sops/<slug:key>/feedback", feedback.give, name="feedback-give"),
    path("feedback", feedback_list.page, name="feedback"),
    path("feedback/<int:pk>", feedback.one, name="feedback-one"),
    path("feedback/<int:pk>/answer", feedback.answer, name="feedback-answer"),
    path("feedback/<int:pk>/picture", feedback.picture, name="feedback-picture"),
    path("reviews", scheduled_reviews.page, name="reviews"),
    path("sops/<slug:key>/reviewed", scheduled_reviews.reviewed, name="reviewed"),
    path("sops/<slug:key>/review-cycle", scheduled_reviews.cycle, name="review-cycle"),
    path("people/hand-over", ownership.hand_over, name="hand-over"),
]
