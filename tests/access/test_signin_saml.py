"""SAML: an assertion signed by the company's provider lets in; whatever is wrong with it, nobody comes in."""

import base64
import copy
import re
import zlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group
from django.test import Client
from lxml import etree

from access.models import AuditEvent, Membership, User
from access.roles import Role
from tests.support.cast import Cast
from tests.support.company import ACS, SAML, SP, Claim, KeyPair, posted, providers, response, signed

LOGIN = "/accounts/saml/company/login/"


@pytest.fixture(scope="module")
def pair() -> KeyPair:
    return KeyPair()


@pytest.fixture(autouse=True)
def company(settings: Any, pair: KeyPair, cast: Cast) -> None:
    """The provider, by settings alone."""
    providers(
        settings,
        STEPMARK_SAML_IDP_ENTITY_ID="https://idp.example.com/metadata",
        STEPMARK_SAML_IDP_SSO_URL="https://idp.example.com/sso",
        STEPMARK_SAML_IDP_CERTIFICATE=pair.bare,
        STEPMARK_SAML_NAME="Northwind",
    )


def browser() -> Client:
    return Client(headers={"host": "testserver"})


def begun() -> tuple[Client, str]:
    """A browser that was sent to the provider, and the id of its request."""
    client = browser()
    address = client.post(LOGIN)["Location"]
    assert address.startswith("https://idp.example.com/sso?")
    sent = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
    request = zlib.decompress(base64.b64decode(sent), -15).decode()
    return client, re.search(r'ID="([^"]+)"', request)[1]  # type: ignore[index]


def comes_back(client: Client, tree: Any) -> Any:
    return client.post(ACS, {"SAMLResponse": posted(tree), "RelayState": ""}, follow=True)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def refused(client: Client, answer: Any) -> None:
    assert "That sign-in was refused" in answer.content.decode()
    assert not is_in(client)
    assert not User.objects.filter(email="mara@example.com").exists()
    assert AuditEvent.objects.filter(verb="refused a sign-in").exists()


def test_a_signed_assertion_lets_a_new_person_in(pair: KeyPair) -> None:
    client, request = begun()
    answer = comes_back(client, signed(response(Claim(request)), pair))
    assert answer.redirect_chain[-1][0] == "/"
    person = User.objects.get(email="mara@example.com")
    assert (person.name, person.has_usable_password()) == ("Mara Lind", False)
    assert is_in(client)
    assert person.last_login is not None


def test_one_that_is_not_signed_is_refused() -> None:
    """Case 37: missing."""
    client, request = begun()
    refused(client, comes_back(client, response(Claim(request))))


@pytest.mark.parametrize(
    "wrong",
    [
        {"audience": "https://other.example.com/metadata"},
        {"recipient": "https://other.example.com/acs/"},
        {"issuer": "https://other.example.com/metadata"},
        {"minutes": -10, "since": -20},
        {"since": 30, "minutes": 60},
    ],
    ids=["audience", "recipient", "issuer", "expired", "not yet"],
)
def test_one_meant_for_others_or_for_another_time_is_refused(pair: KeyPair, wrong: dict[str, Any]) -> None:
    """Case 37: stale, wrong receiver."""
    client, request = begun()
    refused(client, comes_back(client, signed(response(Claim(request, **wrong)), pair)))


def test_one_signed_by_somebody_else_is_refused() -> None:
    """Case 37."""
    client, request = begun()
    refused(client, comes_back(client, signed(response(Claim(request)), KeyPair())))


def test_one_flipped_bit_is_refused(pair: KeyPair) -> None:
    """Case 37: in the address, and in the signature itself."""
    for old, new in ((b"mara@example.com", b"marb@example.com"), (b"<saml:Audience>", b"<saml:Audience> ")):
        client, request = begun()
        text = etree.tostring(signed(response(Claim(request)), pair))
        assert old in text
        refused(client, comes_back(client, text.replace(old, new)))
    client, request = begun()
    tree = signed(response(Claim(request)), pair)
    value = tree.find(".//{http://www.w3.org/2000/09/xmldsig#}SignatureValue")
    raw = bytearray(base64.b64decode(value.text))
    raw[10] ^= 1
    value.text = base64.b64encode(bytes(raw)).decode()
    refused(client, comes_back(client, tree))


def test_a_replayed_one_is_refused(pair: KeyPair) -> None:
    """Case 37: in the same browser and in another one."""
    client, request = begun()
    tree = signed(response(Claim(request)), pair)
    comes_back(client, tree)
    assert is_in(client)
    client.post("/accounts/logout/")
    assert "refused" in comes_back(client, tree).content.decode()
    other, _ = begun()
    assert "refused" in comes_back(other, tree).content.decode()
    assert not is_in(client)
    assert not is_in(other)


def test_the_same_assertion_under_a_new_request_is_refused(pair: KeyPair) -> None:
    """Case 37: its number was used, whatever request it answers."""
    client, request = begun()
    comes_back(client, signed(response(Claim(request, number="same")), pair))
    other, request = begun()
    assert "refused" in comes_back(other, signed(response(Claim(request, number="same")), pair)).content.decode()
    assert not is_in(other)


def test_one_that_nobody_asked_for_is_refused(pair: KeyPair) -> None:
    """A link of somebody else's must not sign people in under that account."""
    client = browser()
    refused(client, comes_back(client, signed(response(Claim("never-sent")), pair)))
    tree = response(Claim(""))
    del tree.attrib["InResponseTo"]
    del tree.find(f".//{{{SAML}}}SubjectConfirmationData").attrib["InResponseTo"]
    refused(client, comes_back(client, signed(tree, pair)))


@pytest.mark.parametrize("how", ["before", "after", "inside", "extension"])
def test_a_wrapped_assertion_is_refused(pair: KeyPair, how: str) -> None:
    """Case 37: the signature fits a genuine assertion, another one beside it names the chief (XSW)."""
    client, request = begun()
    tree = signed(response(Claim(request, email="rosa@example.com")), pair)
    genuine = tree.find(f"{{{SAML}}}Assertion")
    evil = copy.deepcopy(genuine)
    evil.set("ID", "evil")
    evil.remove(evil.find("{http://www.w3.org/2000/09/xmldsig#}Signature"))
    for text in evil.iter():
        if text.text == "rosa@example.com":
            text.text = "mara@example.com"
    if how == "before":
        genuine.addprevious(evil)
    elif how == "after":
        genuine.addnext(evil)
    elif how == "inside":
        tree.replace(genuine, evil)
        evil.append(genuine)
    else:
        extension = etree.SubElement(tree, "{urn:oasis:names:tc:SAML:2.0:protocol}Extensions")
        tree.replace(genuine, evil)
        extension.append(genuine)
    comes_back(client, tree)
    assert not User.objects.filter(email="mara@example.com").exists()
    assert not is_in(client)


def test_a_comment_does_not_cut_an_address_short(pair: KeyPair) -> None:
    """Case 37: `mara@example.com<!-- -->.evil.test` is signed as one and must not be read as the other."""
    client, request = begun()
    text = etree.tostring(signed(response(Claim(request, email="mara@example.com.evil.test")), pair))
    comes_back(client, text.replace(b"mara@example.com.evil", b"mara@example.com<!-- x -->.evil"))
    assert not User.objects.filter(email="mara@example.com").exists()


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
        b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><r>&c;</r>',
        b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r/>',
        b"<unfinished",
        b"",
        b"\x00\xff" * 50,
    ],
    ids=["file", "entities", "dtd", "unfinished", "empty", "bytes"],
)
def test_odd_xml_opens_no_file_and_breaks_nothing(content: bytes) -> None:
    """Case 26."""
    client, _ = begun()
    answer = comes_back(client, content)
    assert "refused" in answer.content.decode()
    assert "root:" not in answer.content.decode()
    assert "root:" not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize("sent", ["%%%", "x" * 100_000, "🙂"])
def test_what_is_no_base64_is_refused(sent: str) -> None:
    client, _ = begun()
    answer = client.post(ACS, {"SAMLResponse": sent}, follow=True)
    assert "refused" in answer.content.decode()
    assert not is_in(client)


def test_who_has_an_account_is_linked_by_the_address_that_the_provider_vouches_for(cast: Cast, pair: KeyPair) -> None:
    client, request = begun()
    comes_back(client, signed(response(Claim(request, email="rosa@example.com")), pair))
    assert SocialAccount.objects.get().user == cast.rosa
    assert is_in(client)


def test_an_address_of_another_domain_is_refused_in_words(pair: KeyPair, settings: Any) -> None:
    settings.STEPMARK_SAML_EMAIL_DOMAINS = ["northwind.example"]
    client, request = begun()
    answer = comes_back(client, signed(response(Claim(request)), pair))
    assert "Addresses of example.com are not let in here." in answer.content.decode()
    assert not is_in(client)


def test_groups_and_roles_follow_at_each_sign_in(cast: Cast, pair: KeyPair, settings: Any) -> None:
    settings.STEPMARK_SAML_GROUPS = {"reps": "Reps", "authors": {"library": "sales", "role": "editor"}}
    client, request = begun()
    comes_back(client, signed(response(Claim(request, groups=("reps", "authors", "unknown"), number="one")), pair))
    person = User.objects.get(email="mara@example.com")
    assert {group.name for group in person.groups.all()} == {"Reps", "Sales: editor (company-saml)"}
    assert Membership.objects.get(group__name="Sales: editor (company-saml)").role == Role.EDITOR
    person.groups.add(Group.objects.create(name="Given here"))
    client, request = begun()
    comes_back(client, signed(response(Claim(request, groups=("reps",), number="two")), pair))
    assert {group.name for group in person.groups.all()} == {"Reps", "Given here"}


def test_who_is_switched_off_here_stays_out(cast: Cast, pair: KeyPair) -> None:
    User.objects.filter(pk=cast.rosa.pk).update(is_active=False)
    client, request = begun()
    comes_back(client, signed(response(Claim(request, email="rosa@example.com")), pair))
    assert not is_in(client)


def test_the_metadata_says_where_assertions_go_and_that_they_must_be_signed() -> None:
    text = browser().get("/accounts/saml/company/metadata/").content.decode()
    assert ACS in text
    assert SP in text
    assert 'WantAssertionsSigned="true"' in text


@pytest.mark.parametrize("query", ["", "SAMLRequest=x", "SAMLRequest=%00&Signature=x&SigAlg=none"])
def test_only_a_signed_word_of_the_provider_signs_people_out(pair: KeyPair, query: str) -> None:
    client, request = begun()
    comes_back(client, signed(response(Claim(request)), pair))
    assert client.get(f"/accounts/saml/company/sls/?{query}").status_code == 400
    assert is_in(client)
