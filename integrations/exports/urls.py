"""Pages of exports."""

from django.urls import path

from integrations.exports import views
from integrations.exports.folders import views as folders

urlpatterns = [
    path("exports/", views.exports, name="exports"),
    path("exports/rows", views.rows, name="export-rows"),
    path("exports/start", views.start, name="export-start"),
    path("exports/<int:pk>/download", views.download, name="export-download"),
    path("exports/<int:pk>/again", views.again, name="export-again"),
    path("exports/<int:pk>/delete", views.delete, name="export-delete"),
    path("libraries/<slug:slug>/export-folder", folders.folder, name="export-folder"),
    path("libraries/<slug:slug>/export-folder/again", folders.again, name="export-folder-again"),
]
