"""Addresses of the directory's endpoint."""

from django.urls import path

from access.scim import views

app_name = "scim"
urlpatterns = [
    path("Users", views.UsersView.as_view(), name="users"),
    path("Users/<int:pk>", views.UserView.as_view(), name="user"),
    path("Groups", views.GroupsView.as_view(), name="groups"),
    path("Groups/<int:pk>", views.GroupView.as_view(), name="group"),
    path("ServiceProviderConfig", views.ConfigView.as_view(), name="config"),
    path("ResourceTypes", views.KindsView.as_view(), name="kinds"),
    path("ResourceTypes/<slug:name>", views.KindView.as_view(), name="kind"),
    path("Schemas", views.SchemasView.as_view(), name="schemas"),
    path("Schemas/<str:urn>", views.SchemaView.as_view(), name="schema"),
]
