"""Pages of this app."""

from django.urls import path

from sops import urls_editing
from sops.views import home, library, pictures, reading

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
    path("s/<slug:key>", reading.step, name="step"),
    *urls_editing.urlpatterns,
]
