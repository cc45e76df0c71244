"""Pages about people for those who administer: everybody, groups, invitations, libraries without an admin."""

from django.urls import path

from access.views import (
    groups,
    people_all,
    people_import,
    people_invitations,
    people_orphans,
    people_see_as,
    people_undo,
)

urlpatterns = [
    path("people", people_all.everyone, name="everyone"),
    path("people/undo", people_undo.undo, name="people-undo"),
    path("people/<int:pk>", people_all.person, name="person"),
    path("people/<int:pk>/role", people_all.set_role, name="person-role"),
    path("people/<int:pk>/off", people_all.switch_off, name="person-off"),
    path("people/<int:pk>/on", people_all.switch_on, name="person-on"),
    path("people/<int:pk>/site-admin", people_all.set_site_admin, name="person-site-admin"),
    path("people/invitations", people_invitations.pending, name="invitations"),
    path("people/<int:pk>/invitation/again", people_invitations.again, name="invitation-again"),
    path("people/<int:pk>/invitation/withdraw", people_invitations.withdraw, name="invitation-withdraw"),
    path("people/libraries", people_orphans.orphans, name="orphans"),
    path("people/libraries/<slug:slug>/admin", people_orphans.appoint, name="orphan-appoint"),
    path("people/import", people_import.upload, name="people-import"),
    path("people/import/apply", people_import.apply, name="people-import-apply"),
    path("groups", groups.groups, name="groups"),
    path("groups/make", groups.make, name="groups-make"),
    path("groups/<int:pk>", groups.group, name="group"),
    path("groups/<int:pk>/rename", groups.rename, name="group-rename"),
    path("groups/<int:pk>/add", groups.put_in, name="group-add"),
    path("groups/<int:pk>/remove", groups.take_out, name="group-remove"),
    path("groups/<int:pk>/dissolve", groups.dissolve, name="group-dissolve"),
    path("see-as", people_see_as.start, name="see-as"),
    path("see-as/stop", people_see_as.stop, name="see-as-stop"),
]
