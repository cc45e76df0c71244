"""Addresses of this app's API."""

from django.urls import URLPattern, path

from integrations.exports.api import ExportFileView, ExportsView, ExportView

urlpatterns: list[URLPattern] = [
    path("exports", ExportsView.as_view(), name="api-exports"),
    path("exports/<int:pk>", ExportView.as_view(), name="api-export"),
    path("exports/<int:pk>/file", ExportFileView.as_view(), name="api-export-file"),
]
