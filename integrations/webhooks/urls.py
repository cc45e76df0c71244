"""Pages of webhooks."""

from django.urls import path

from integrations.webhooks import views

_ONE = "libraries/<slug:slug>/webhooks/<int:pk>"
urlpatterns = [
    path("libraries/<slug:slug>/webhooks", views.webhooks, name="webhooks"),
    path("libraries/<slug:slug>/webhooks/add", views.add, name="webhook-add"),
    path(_ONE, views.webhook, name="webhook"),
    path(f"{_ONE}/log", views.log, name="webhook-log"),
    path(f"{_ONE}/change", views.change, name="webhook-change"),
    path(f"{_ONE}/switch", views.switch, name="webhook-switch"),
    path(f"{_ONE}/test", views.test, name="webhook-test"),
    path(f"{_ONE}/secret", views.secret, name="webhook-secret"),
    path(f"{_ONE}/remove", views.remove, name="webhook-remove"),
    path(f"{_ONE}/deliveries/<int:delivery>/replay", views.replay, name="webhook-replay"),
]
