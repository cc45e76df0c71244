"""Every address, by app. Pages first, then the API, then sign-in and administration."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("sops.urls")),
    path("", include("search.urls")),
    path("", include("ingest.urls")),
    path("", include("access.urls")),
    path("", include("notices.urls")),
    path("", include("integrations.urls")),
    path("api/", include("kb.api")),
    path("accounts/", include("allauth.urls")),
    path("scim/v2/", include("access.scim.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "kb.errors.bad_request"
handler403 = "kb.errors.forbidden"
handler404 = "kb.errors.not_found"
handler500 = "kb.errors.server_error"
