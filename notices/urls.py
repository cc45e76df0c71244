"""Pages of this app."""

from django.urls import path

from notices.views import inbox, preferences

app_name = "notices"
urlpatterns = [
    path("inbox", inbox.page, name="inbox"),
    path("inbox/read-all", inbox.read_all, name="read-all"),
    path("inbox/<int:pk>/read", inbox.read, name="read"),
    path("account/notices", preferences.preferences, name="preferences"),
]
