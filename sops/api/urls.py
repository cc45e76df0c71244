"""API addresses of this app."""

from django.urls import path

from sops.api.bulk import BulkView
from sops.api.feedback import FeedbackAnswerView, FeedbackListView, FeedbackView
from sops.api.libraries import CategoriesView, LibrariesView, LibraryView
from sops.api.publishing import ArchiveView, DiscardView, PublishView, WithdrawView
from sops.api.reshaping import (
    BringBackView,
    DuplicateView,
    MergeView,
    MoveView,
    OrderView,
    SplitView,
    StepPictureView,
)
from sops.api.review import ApproveView, ReviewView, SendBackView, SendView, TakeBackView
from sops.api.sops import SopPictureView, SopsView, SopView
from sops.api.steps import SopStepsView, StepView
from sops.api.versions import CompareView, RestoreView, VersionsView, VersionView

urlpatterns = [
    path("libraries", LibrariesView.as_view(), name="api-libraries"),
    path("libraries/<slug:slug>", LibraryView.as_view(), name="api-library"),
    path("categories", CategoriesView.as_view(), name="api-categories"),
    path("sops", SopsView.as_view(), name="api-sops"),
    path("bulk/sops", BulkView.as_view(), name="api-sops-bulk"),
    path("sops/<slug:key>", SopView.as_view(), name="api-sop"),
    path("sops/<slug:key>/steps", SopStepsView.as_view(), name="api-sop-steps"),
    path("sops/<slug:key>/order", OrderView.as_view(), name="api-sop-order"),
    path("sops/<slug:key>/pictures/<slug:sha256>", SopPictureView.as_view(), name="api-sop-picture"),
    path("sops/<slug:key>/publish", PublishView.as_view(), name="api-sop-publish"),
    path("sops/<slug:key>/withdraw", WithdrawView.as_view(), name="api-sop-withdraw"),
    path("sops/<slug:key>/discard", DiscardView.as_view(), name="api-sop-discard"),
    path("sops/<slug:key>/archive", ArchiveView.as_view(), name="api-sop-archive"),
    path("sops/<slug:key>/review", ReviewView.as_view(), name="api-review"),
    path("sops/<slug:key>/review/send", SendView.as_view(), name="api-review-send"),
    path("sops/<slug:key>/review/approve", ApproveView.as_view(), name="api-review-approve"),
    path("sops/<slug:key>/review/send-back", SendBackView.as_view(), name="api-review-send-back"),
    path("sops/<slug:key>/review/take-back", TakeBackView.as_view(), name="api-review-take-back"),
    path("feedback", FeedbackListView.as_view(), name="api-feedback"),
    path("feedback/<int:pk>", FeedbackView.as_view(), name="api-feedback-one"),
    path("feedback/<int:pk>/answer", FeedbackAnswerView.as_view(), name="api-feedback-answer"),
    path("sops/<slug:key>/versions", VersionsView.as_view(), name="api-versions"),
    path("sops/<slug:key>/versions/<int:number>", VersionView.as_view(), name="api-version"),
    path("sops/<slug:key>/versions/<int:number>/restore", RestoreView.as_view(), name="api-version-restore"),
    path("sops/<slug:key>/compare", CompareView.as_view(), name="api-compare"),
    path("steps/<slug:key>", StepView.as_view(), name="api-step"),
    path("steps/<slug:key>/move", MoveView.as_view(), name="api-step-move"),
    path("steps/<slug:key>/split", SplitView.as_view(), name="api-step-split"),
    path("steps/<slug:key>/merge", MergeView.as_view(), name="api-step-merge"),
    path("steps/<slug:key>/duplicate", DuplicateView.as_view(), name="api-step-duplicate"),
    path("steps/<slug:key>/bring-back", BringBackView.as_view(), name="api-step-bring-back"),
    path("steps/<slug:key>/picture", StepPictureView.as_view(), name="api-step-picture"),
]
