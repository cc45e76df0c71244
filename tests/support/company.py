"""A company's sign-in as the settings make it from environment variables, and a SAML provider that signs."""

import base64
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings as real
from lxml import etree

SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
IDP = "https://idp.example.com/metadata"
SP = "http://testserver/accounts/saml/company/metadata/"
ACS = "http://testserver/accounts/saml/company/acs/"


@cache
def apps_by(**environment: str) -> dict[str, list[dict[str, Any]]]:
    """What `kb.settings` makes of these variables."""
    code = (
        "import json; from kb.settings import signin_company as made\n"
        "print(json.dumps({'openid_connect': made.OIDC_APPS, 'saml': made.SAML_APPS}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=real.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    return made


def providers(settings: Any, **environment: str) -> None:
    """Put the providers of these variables in force."""
    made = apps_by(**environment)
    for kind, apps in made.items():
        settings.SOCIALACCOUNT_PROVIDERS = {
            **settings.SOCIALACCOUNT_PROVIDERS,
            kind: {**settings.SOCIALACCOUNT_PROVIDERS[kind], "APPS": apps},
        }


@dataclass
class KeyPair:
    """A key and its certificate, made on the spot."""

    key: bytes = field(init=False)
    certificate: bytes = field(init=False)

    def __post_init__(self) -> None:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example.com")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=365))
            .sign(private, hashes.SHA256())
        )
        self.key = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def bare(self) -> str:
        """The certificate as settings and metadata carry it."""
        lines = self.certificate.decode().splitlines()
        return "".join(line for line in lines if not line.startswith("-----"))


@dataclass(frozen=True)
class Claim:
    """What an assertion says; every field can be wrong."""

    in_response_to: str
    email: str = "mara@example.com"
    name: str = "Mara Lind"
    groups: tuple[str, ...] = ()
    audience: str = SP
    recipient: str = ACS
    issuer: str = IDP
    minutes: int = 5  # until it runs out
    since: int = -1  # minutes from when on it is good
    number: str = "a1"


def response(claim: Claim) -> etree._Element:
    """An answer with one assertion, not signed yet."""
    now = datetime.now(UTC)

    def at(minutes: float) -> str:
        return (now + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")

    groups = "".join(f"<saml:AttributeValue>{group}</saml:AttributeValue>" for group in claim.groups)
    attribute = "<saml:Attribute Name='{}'><saml:AttributeValue>{}</saml:AttributeValue></saml:Attribute>".format
    text = f"""<samlp:Response xmlns:samlp="{PROTOCOL}" xmlns:saml="{SAML}" ID="r-{claim.number}" Version="2.0"
 IssueInstant="{at(0)}" Destination="{claim.recipient}" InResponseTo="{claim.in_response_to}">
<saml:Issuer>{claim.issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion ID="{claim.number}" Version="2.0" IssueInstant="{at(0)}"><saml:Issuer>{claim.issuer}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{claim.email}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData
 NotOnOrAfter="{at(claim.minutes)}" Recipient="{claim.recipient}" InResponseTo="{claim.in_response_to}"/>
</saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{at(claim.since)}" NotOnOrAfter="{at(claim.minutes)}"><saml:AudienceRestriction>
<saml:Audience>{claim.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{at(0)}" SessionIndex="s-{claim.number}"><saml:AuthnContext>
<saml:AuthnContextClassRef>
urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement>{attribute("email", claim.email)}{attribute("displayName", claim.name)}
<saml:Attribute Name="groups">{groups}</saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>"""
    return etree.fromstring(text)


def signed(tree: etree._Element, pair: KeyPair) -> etree._Element:
    """The assertion inside, signed with xmlsec."""
    assertion = tree.find(f"{{{SAML}}}Assertion")
    signature = xmlsec.template.create(assertion, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA256)
    assertion.insert(1, signature)
    reference = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri=f"#{assertion.get('ID')}")
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    xmlsec.tree.add_ids(tree, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(pair.key, xmlsec.KeyFormat.PEM)
    context.sign(signature)
    return tree


def posted(tree: etree._Element | bytes) -> str:
    """As it goes into the form."""
    return base64.b64encode(tree if isinstance(tree, bytes) else etree.tostring(tree)).decode()
