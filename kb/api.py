"""The API's addresses: each app's own, the schema with its offline page, problems and changes in words."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from kb import api_pages

urlpatterns = [
    path("", include("sops.api.urls")),
    path("", include("access.api.urls")),
    path("", include("search.api_urls")),
    path("", include("ingest.api_urls")),
    path("", include("integrations.api_urls")),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", api_pages.docs, name="api-docs"),
    path("docs/changes", api_pages.changes, name="api-changes"),
    path("problems", api_pages.problems_page, name="api-problems"),
]
