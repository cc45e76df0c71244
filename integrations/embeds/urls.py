"""Embeds and oEmbed."""

from django.urls import path

from integrations.embeds import oembed, views

urlpatterns = [
    path("embed/<str:token>", views.embed, name="embed"),
    path("embed/<str:token>/pictures/<slug:sha256>", views.picture, name="embed-picture"),
    path("sops/<slug:key>/embeds", views.embeds, name="embeds"),
    path("sops/<slug:key>/embeds/make", views.make, name="embed-make"),
    path("sops/<slug:key>/embeds/<slug:embed_key>/revoke", views.revoke, name="embed-revoke"),
    path("oembed", oembed.oembed, name="oembed"),
]
