"""Addresses of the writing side. Every one is for editors of the SOP's library."""

from django.urls import path

from sops.views import details, editing, publishing, steps, undo

urlpatterns = [
    path("sops/new", editing.create, name="create"),
    path("sops/<slug:key>/edit", editing.page, name="edit"),
    path("sops/<slug:key>/edit/undo", undo.undo, name="undo"),
    path("sops/<slug:key>/edit/redo", undo.redo, name="redo"),
    path("sops/<slug:key>/edit/details", details.save, name="edit-details"),
    path("sops/<slug:key>/edit/steps", steps.add, name="step-add"),
    path("sops/<slug:key>/edit/steps/<slug:step_key>", steps.card, name="step-card"),
    path("sops/<slug:key>/edit/steps/<slug:step_key>/move", steps.move, name="step-move"),
    path("sops/<slug:key>/edit/steps/<slug:step_key>/remove", steps.remove, name="step-remove"),
    path("sops/<slug:key>/edit/steps/<slug:step_key>/bring-back", steps.bring_back, name="step-bring-back"),
    path("sops/<slug:key>/edit/steps/<slug:step_key>/duplicate", steps.duplicate, name="step-duplicate"),
    path("sops/<slug:key>/edit/steps/<slug:step_key>/split", steps.split, name="step-split"),
    path("sops/<slug:key>/edit/steps/<slug:step_key>/merge", steps.merge, name="step-merge"),
    path("sops/<slug:key>/edit/steps/<slug:step_key>/picture", steps.picture, name="step-picture"),
    path("sops/<slug:key>/edit/steps/<slug:step_key>/checked", steps.checked, name="step-checked"),
    path("sops/<slug:key>/publish", publishing.publish, name="publish"),
    path("sops/<slug:key>/withdraw", publishing.withdraw, name="withdraw"),
    path("sops/<slug:key>/discard", publishing.discard, name="discard"),
    path("sops/<slug:key>/remove", publishing.remove, name="remove"),
]
