"""People, groups, invitations and libraries without an admin: for site admins alone. And seeing as somebody else."""

from tests.urls.rows import ADMIN_CHANGE, Row

SITE_ADMIN = (302, 403, 403, 403, 403)
OWN_STEP = (302, 302, 302, 302, 302)  # nothing to undo or to stop: back to where one was

# Ids are given as numbers: these addresses name no library, so there is nothing to hide behind a 404.
ROWS = [
    Row("access:everyone", "GET", "/people", SITE_ADMIN),
    Row("access:people-public", "POST", "/libraries/{library}/people/public", ADMIN_CHANGE, {"public": "no"}),
    Row("access:people-undo", "POST", "/people/undo", OWN_STEP),
    Row("access:person", "GET", "/people/{person}", SITE_ADMIN),
    Row("access:person-role", "POST", "/people/{person}/role", SITE_ADMIN, {"library": "sales", "role": 10}),
    Row("access:person-off", "POST", "/people/{person}/off", SITE_ADMIN),
    Row("access:person-on", "POST", "/people/{person}/on", SITE_ADMIN),
    Row("access:person-site-admin", "POST", "/people/{person}/site-admin", SITE_ADMIN, {"admin": "yes"}),
    Row("access:invitations", "GET", "/people/invitations", SITE_ADMIN),
    Row("access:invitation-again", "POST", "/people/{person}/invitation/again", SITE_ADMIN),
    Row("access:invitation-withdraw", "POST", "/people/{person}/invitation/withdraw", SITE_ADMIN),
    Row("access:orphans", "GET", "/people/libraries", SITE_ADMIN),
    Row("access:orphan-appoint", "POST", "/people/libraries/sales/admin", SITE_ADMIN),
    Row("access:people-import", "GET", "/people/import", SITE_ADMIN),
    Row("access:people-import", "POST", "/people/import", SITE_ADMIN),
    Row("access:people-import-apply", "POST", "/people/import/apply", SITE_ADMIN),
    Row("access:groups", "GET", "/groups", SITE_ADMIN),
    Row("access:groups-make", "POST", "/groups/make", SITE_ADMIN, {"name": "North"}),
    Row("access:group", "GET", "/groups/1", SITE_ADMIN),
    Row("access:group-rename", "POST", "/groups/1/rename", SITE_ADMIN, {"name": "North"}),
    Row("access:group-add", "POST", "/groups/1/add", SITE_ADMIN, {"who": "rosa@example.com"}),
    Row("access:group-remove", "POST", "/groups/1/remove", SITE_ADMIN, {"person": 1}),
    Row("access:group-dissolve", "POST", "/groups/1/dissolve", SITE_ADMIN),
    Row("access:see-as", "POST", "/see-as", (302, 403, 403, 403, 403), {"person": 0}),
    Row("sops:who-can-see", "GET", "/who-can-see", (302, 403, 403, 403, 200)),
    Row("access:see-as-stop", "POST", "/see-as/stop", OWN_STEP),
]
