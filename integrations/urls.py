"""Pages of this app."""

from django.urls import URLPattern, URLResolver

from integrations.chat import urls as chat
from integrations.crm import urls as crm
from integrations.embeds import urls as embeds
from integrations.exports import urls as exports
from integrations.webhooks import urls as webhooks

app_name = "integrations"
urlpatterns: list[URLPattern | URLResolver] = [
    *exports.urlpatterns,
    *crm.urlpatterns,
    *embeds.urlpatterns,
    *chat.urlpatterns,
    *webhooks.urlpatterns,
]
