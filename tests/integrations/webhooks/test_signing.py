"""Signatures of webhooks, and how secrets are kept."""

from typing import Any

import pytest

from integrations.webhooks import secrets, signing

SECRET, BODY, AT = "whsec_test", '{"event": "ping"}', 1_700_000_000
# echo -n '1700000000.{"event": "ping"}' | openssl dgst -sha256 -hmac whsec_test
KNOWN = "t=1700000000,v1="


def test_a_signature_is_what_openssl_says() -> None:
    import subprocess

    told = subprocess.run(
        ["openssl", "dgst", "-sha256", "-hmac", SECRET],
        input=f"{AT}.{BODY}",
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert signing.sign(SECRET, BODY, AT) == KNOWN + told.strip().split("= ")[-1]


@pytest.mark.parametrize(
    "change",
    [
        {"secret": "whsec_other"},
        {"body": BODY + " "},
        {"now": AT + 301},
        {"now": AT - 301},
        {"header": ""},
        {"header": "v1=abc"},
        {"header": "t=x,v1=abc"},
        {"header": f"t={AT},v1=é"},
        {"header": f"t={'9' * 400},v1=abc"},
    ],
)
def test_what_is_wrong_old_or_of_another_body_is_refused(change: dict[str, Any]) -> None:
    """Case 37."""
    good = {"secret": SECRET, "body": BODY, "header": signing.sign(SECRET, BODY, AT), "now": AT + 5}
    assert signing.is_genuine(**good) is True  # type: ignore[arg-type]
    assert signing.is_genuine(**{**good, **change}) is False  # type: ignore[arg-type]


def test_one_flipped_bit_is_refused() -> None:
    """Case 37."""
    header = signing.sign(SECRET, BODY, AT)
    for at in range(len(header) - 64, len(header)):
        flipped = header[:at] + ("0" if header[at] != "0" else "1") + header[at + 1 :]
        assert not signing.is_genuine(SECRET, BODY, flipped, now=AT)


def test_a_secret_is_kept_sealed_and_opens_with_an_earlier_key_of_the_site(settings: Any) -> None:
    """Case 35."""
    secret = secrets.new()
    sealed = secrets.seal(secret)
    assert secret not in sealed
    assert secrets.unseal(sealed) == secret
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert secrets.unseal(sealed) == secret
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(secrets.Unreadable):
        secrets.unseal(sealed)
