"""Slack."""

from django.urls import path

from integrations.chat import views

urlpatterns = [
    path("slack/commands", views.command, name="slack-command"),
    path("slack/events", views.events, name="slack-events"),
    path("account/slack", views.account, name="slack-account"),
    path("account/slack/link", views.make_link, name="slack-link"),
    path("account/slack/unlink", views.unlink, name="slack-unlink"),
]
