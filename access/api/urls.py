"""API addresses of this app."""

from django.urls import path

from access.api.people import GroupsView, MembersView, MemberView, MeView

urlpatterns = [
    path("me", MeView.as_view(), name="api-me"),
    path("libraries/<slug:slug>/members", MembersView.as_view(), name="api-members"),
    path("libraries/<slug:slug>/members/<int:pk>", MemberView.as_view(), name="api-member"),
    path("groups", GroupsView.as_view(), name="api-groups"),
]
