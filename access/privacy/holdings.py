"""What this app and the packages for signing in hold of people."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry

from access.models import ApiToken, ExternalId, Invitation, Membership, ProvidedGroup
from access.privacy.registry import Held, OnErase, register

GOES, STAYS = OnErase.GOES, OnErase.STAYS


def connect() -> None:
    register(
        Held("Roles in libraries", Membership, ("user",), GOES),
        Held("API tokens", ApiToken, ("user",), GOES, hidden=("digest", "token_key")),
        Held("Invitations to them", Invitation, ("person",), GOES, hidden=("digest",)),
        Held("Invitations they sent", Invitation, ("invited_by",), STAYS, hidden=("digest",)),
        Held("Groups given by the company's sign-in", ProvidedGroup, ("person",), GOES),
        Held("Id in the company's directory", ExternalId, ("person",), GOES),
        Held("E-mail addresses", EmailAddress, ("user",), GOES),
        Held("Second factors", Authenticator, ("user",), GOES, hidden=("data",)),
        Held("Browsers signed in", UserSession, ("user",), GOES, hidden=("session_key",)),
        Held("Company accounts", SocialAccount, ("user",), GOES),
        Held("Changes in the administration", LogEntry, ("user",), GOES),
    )
