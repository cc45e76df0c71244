"""API addresses of this app."""

from django.urls import path

from sops.api.sops import LibrariesView, SopPictureView, SopPublishView, SopStepsView, SopsView, SopView
from sops.api.steps import StepView

urlpatterns = [
    path("libraries", LibrariesView.as_view(), name="api-libraries"),
    path("sops", SopsView.as_view(), name="api-sops"),
    path("sops/<slug:key>", SopView.as_view(), name="api-sop"),
    path("sops/<slug:key>/steps", SopStepsView.as_view(), name="api-sop-steps"),
    path("sops/<slug:key>/pictures/<slug:sha256>", SopPictureView.as_view(), name="api-sop-picture"),
    path("sops/<slug:key>/publish", SopPublishView.as_view(), name="api-sop-publish"),
    path("steps/<slug:key>", StepView.as_view(), name="api-step"),
]
