"""Addresses of history, comparison and import."""

from django.urls import path

from sops.views import bundles, compare, history, importing

urlpatterns = [
    path("sops/import", importing.start, name="import"),
    path("sops/import/<int:pk>", importing.preview, name="import-preview"),
    path("sops/import/<int:pk>/pictures/<slug:sha256>", importing.picture, name="import-picture"),
    path("sops/import/<int:pk>/take", importing.take, name="import-take"),
    path("sops/import/<int:pk>/drop", importing.drop, name="import-drop"),
    path("sops/<slug:key>/bundle", bundles.of_sop, name="bundle"),
    path("libraries/<slug:slug>/bundle", bundles.of_library, name="library-bundle"),
    path("sops/<slug:key>/history", history.history, name="history"),
    path("sops/<slug:key>/compare", compare.compare, name="compare"),
    path("sops/<slug:key>/compare/<slug:old>/<slug:new>", compare.difference, name="difference"),
    path("sops/<slug:key>/seen", history.seen, name="seen"),
    path("sops/<slug:key>/versions/<int:number>/restore", history.restore, name="restore"),
    path("sops/<slug:key>/versions/<int:number>/restore/<slug:step_key>", history.restore_step, name="restore-step"),
]
