"""The addresses of allauth's own provider; those that believe what arrives check more."""

from allauth.socialaccount.providers.saml import views as allauths
from django.urls import include, path

from access.signin_saml import views

urlpatterns = [
    path(
        "saml/<slug:organization_slug>/",
        include(
            [
                path("acs/", allauths.acs, name="saml_acs"),
                path("acs/finish/", views.finish_acs, name="saml_finish_acs"),
                path("sls/", views.sls, name="saml_sls"),
                path("metadata/", allauths.metadata, name="saml_metadata"),
                path("login/", allauths.login, name="saml_login"),
            ]
        ),
    )
]
