"""The API's addresses: each app's own, and the schema with its offline page."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

urlpatterns = [
    path("", include("sops.api.urls")),
    path("", include("search.api_urls")),
    path("", include("ingest.api_urls")),
    path("", include("integrations.api_urls")),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="api-docs"),
]
