"""Addresses of the audit log, and of what is kept of a person."""

from django.urls import path

from access.views import audit, privacy

urlpatterns = [
    path("audit", audit.log, name="audit"),
    path("audit/verify", audit.verify, name="audit-verify"),
    path("audit/export", audit.export, name="audit-export"),
    path("account/data", privacy.own, name="own-data"),
    path("account/data/download", privacy.own_download, name="own-data-download"),
    path("people/<int:pk>/data", privacy.person, name="person-data"),
    path("people/<int:pk>/data/download", privacy.download, name="person-data-download"),
    path("people/<int:pk>/erase", privacy.erase, name="person-erase"),
]
