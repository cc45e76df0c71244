"""Pages of this app."""

from django.urls import path

from sops import urls_editing, urls_feedback, urls_review, urls_shaping, urls_versions
from sops.views import home, library, pictures, reading, step_links, who_can_see

app_name = "sops"
urlpatterns = [
    path("", home.home, name="home"),
    path("libraries/", library.libraries, name="libraries"),
    path("libraries/<slug:slug>/", library.library, name="library"),
    path("categories/<slug:slug>/", library.category, name="category"),
    path("sops/<slug:key>/", reading.detail, name="detail"),
    path("sops/<slug:key>/pin", reading.pin, name="pin"),
    path("sops/<slug:key>/versions/<int:number>", reading.version, name="version"),
    path("sops/<slug:key>/pictures/<slug:sha256>", pictures.picture, name="picture"),
    path("s/<slug:key>", step_links.step, name="step"),
    path("who-can-see", who_can_see.page, name="who-can-see"),
    *urls_versions.urlpatterns,
    *urls_editing.urlpatterns,
    *urls_feedback.urlpatterns,
    *urls_review.urlpatterns,
    *urls_shaping.urlpatterns,
]
