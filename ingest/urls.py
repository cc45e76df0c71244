"""Pages of this app."""

from django.urls import path

from ingest.views import jobs, media, privacy, uploading

app_name = "ingest"
urlpatterns = [
    path("recordings/", jobs.recordings, name="list"),
    path("recordings/at-work", jobs.home_panel, name="home-panel"),
    path("recordings/new", uploading.upload, name="upload"),
    path("recordings/<int:pk>/", jobs.job, name="job"),
    path("recordings/<int:pk>/progress", jobs.progress, name="progress"),
    path("recordings/<int:pk>/retry", jobs.retry, name="retry"),
    path("recordings/<int:pk>/stop", jobs.stop, name="stop"),
    path("recordings/<int:pk>/delete", jobs.delete, name="delete"),
    path("recordings/<int:pk>/video", media.video, name="video"),
    path("media/<str:ticket>", media.media, name="media"),
    path("recordings/<int:pk>/found/<int:number>", media.found_picture, name="found-picture"),
    path("libraries/<slug:slug>/privacy", privacy.page, name="privacy"),
]
