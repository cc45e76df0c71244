"""Context rules, `/go`, and what Salesforce and HubSpot ask for."""

from django.urls import path

from integrations.crm.views import connections, editing, go, hubspot, rules, salesforce

urlpatterns = [
    path("go", go.go, name="crm-go"),
    path("rules", rules.home, name="crm-rules-home"),
    path("libraries/<slug:slug>/rules", rules.rules, name="crm-rules"),
    path("libraries/<slug:slug>/rules/test", rules.test, name="crm-rules-test"),
    path("libraries/<slug:slug>/rules/stages", rules.stages, name="crm-stages"),
    path("libraries/<slug:slug>/rules/new", editing.new, name="crm-rule-new"),
    path("libraries/<slug:slug>/rules/steps", editing.steps, name="crm-rule-steps"),
    path("libraries/<slug:slug>/rules/<int:pk>", editing.edit, name="crm-rule-edit"),
    path("libraries/<slug:slug>/rules/<int:pk>/move", rules.move, name="crm-rule-move"),
    path("libraries/<slug:slug>/rules/<int:pk>/switch", rules.switch, name="crm-rule-switch"),
    path("libraries/<slug:slug>/rules/<int:pk>/remove", rules.remove, name="crm-rule-remove"),
    path("connections", connections.connections, name="connections"),
    path("connections/set", connections.set_one, name="connections-set"),
    path("crm/salesforce/canvas", salesforce.canvas, name="salesforce-canvas"),
    path("crm/salesforce/steps", salesforce.steps, name="salesforce-steps"),
    path("crm/pictures/<str:ticket>/<slug:sha256>", salesforce.picture, name="crm-picture"),
    path("crm/hubspot/steps", hubspot.steps, name="hubspot-steps"),
    path("crm/hubspot/card", hubspot.card, name="hubspot-card"),
]
