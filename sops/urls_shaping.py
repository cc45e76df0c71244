"""Addresses of the editor beyond single steps: several at once, other SOPs and libraries, pictures, words, advice."""

from django.urls import path

from sops.views import advice, bulk, glossary, moving, picture_tools, trees

urlpatterns = [
    path("sops/<slug:key>/edit/bulk", bulk.change, name="bulk"),
    path("sops/<slug:key>/edit/take-back", bulk.take_back, name="take-back"),
    path("libraries/<slug:slug>/glossary", glossary.page, name="glossary"),
    path("libraries/<slug:slug>/glossary/save", glossary.save, name="glossary-save"),
    path("libraries/<slug:slug>/glossary/<int:pk>/remove", glossary.remove, name="glossary-remove"),
    path("sops/<slug:key>/edit/advice", advice.page, name="advice"),
    path("sops/<slug:key>/edit/advice/dismiss", advice.dismiss, name="advice-dismiss"),
    path("sops/<slug:key>/edit/tree", trees.draft_tree, name="edit-tree"),
    path("sops/<slug:key>/edit/library", moving.to_library, name="move-sop"),
    path("sops/<slug:key>/edit/steps/<slug:step_key>/redact", picture_tools.redact, name="step-redact"),
    path("sops/<slug:key>/edit/steps/<slug:step_key>/crop", picture_tools.crop, name="step-crop"),
]
