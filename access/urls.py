"""Pages of this app."""

from django.urls import path

from access.urls_people import urlpatterns as of_people
from access.urls_privacy import urlpatterns as of_privacy
from access.views import invitations, people, sessions, tokens

app_name = "access"
urlpatterns = [
    path("libraries/<slug:slug>/people", people.people, name="people"),
    path("libraries/<slug:slug>/people/add", people.add, name="people-add"),
    path("libraries/<slug:slug>/people/open", people.set_open, name="people-open"),
    path("libraries/<slug:slug>/people/public", people.set_public, name="people-public"),
    path("libraries/<slug:slug>/people/<int:pk>/role", people.set_role, name="people-role"),
    path("libraries/<slug:slug>/people/<int:pk>/remove", people.remove, name="people-remove"),
    path("account/tokens", tokens.tokens, name="tokens"),
    path("account/tokens/make", tokens.make, name="tokens-make"),
    path("account/tokens/rotate", tokens.rotate, name="tokens-rotate"),
    path("account/tokens/revoke", tokens.revoke, name="tokens-revoke"),
    path("account/tokens/all", tokens.every, name="tokens-all"),
    path("account/tokens/all/revoke", tokens.revoke_any, name="tokens-revoke-any"),
    path("account/sessions/end", sessions.end, name="sessions-end"),
    path("invitation/", invitations.accept, name="invitation-accept"),
    path("invitation/<str:secret>", invitations.arrive, name="invitation"),
    *of_people,
    *of_privacy,
]
