"""Pages of this app."""

from django.urls import URLPattern

app_name = "sops"
urlpatterns: list[URLPattern] = []
