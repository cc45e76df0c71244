"""Signing in as people do it: password, digits of an app, passkey, recovery codes, sessions. A real browser."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Browser, BrowserContext, Page, expect

from access.models import AuditEvent, User
from tests.browser.conftest import SignIn
from tests.support.cast import Cast
from tests.support.codes import totp
from tests.support.company import providers
from tests.support.provider import running_provider

pytestmark = pytest.mark.heavy
PASSWORD = "only-for-tests-4711"


@pytest.fixture
def stranger(chromium: Browser, live_server: Any) -> Any:
    """A page of somebody who is not signed in; errors in its console fail the test."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert errors == []


def with_password(person: User) -> User:
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in_by_password(page: Page, person: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page: Page) -> None:
    """The password once more, where it is asked for."""
    page.wait_for_load_state()
    if "/reauthenticate/" in page.url:
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


def set_up_app(page: Page) -> str:
    """The app's secret, after it was turned on."""
    page.goto("/accounts/2fa/totp/activate/")
    confirm(page)
    secret = page.locator("#authenticator_secret").inner_text().strip()
    page.get_by_label("Enter the six digits").fill(totp(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return secret


def virtual_key(context: BrowserContext, page: Page) -> None:
    """A fingerprint reader that always says yes."""
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_password_lets_one_in_and_a_wrong_one_does_not(cast: Cast, stranger: Page) -> None:
    person = with_password(cast.rosa)
    stranger.goto("/accounts/login/")
    stranger.get_by_label("E-mail").fill(person.email)
    stranger.get_by_label("Password", exact=True).fill("something else")
    stranger.get_by_role("button", name="Sign in", exact=True).click()
    expect(stranger.get_by_role("alert").first).to_contain_text("The e-mail address or the password is wrong.")
    sign_in_by_password(stranger, person)
    expect(stranger.get_by_label("Account of Rosa")).to_be_visible()
    assert AuditEvent.objects.filter(verb="failed to sign in").exists()
    assert AuditEvent.objects.filter(verb="signed in", actor=person).exists()


def test_digits_of_an_app_are_set_up_and_asked_for(cast: Cast, stranger: Page) -> None:
    person = with_password(cast.rosa)
    sign_in_by_password(stranger, person)
    secret = set_up_app(stranger)
    codes = stranger.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    sign_out(stranger)
    sign_in_by_password(stranger, person)
    digits = stranger.get_by_label("Digits of your app")
    digits.fill("000000")
    stranger.get_by_role("button", name="Sign in", exact=True).click()
    expect(stranger.locator(".wrong").first).to_contain_text("wrong or was used already")
    digits.fill(totp(secret, periods=1))
    stranger.get_by_role("button", name="Sign in", exact=True).click()
    expect(stranger.get_by_label("Account of Rosa")).to_be_visible()
    sign_out(stranger)
    sign_in_by_password(stranger, person)  # the telephone is gone: a code of the list, and only once
    stranger.get_by_label("Digits of your app").fill(codes[0])
    stranger.get_by_role("button", name="Sign in", exact=True).click()
    expect(stranger.get_by_label("Account of Rosa")).to_be_visible()
    sign_out(stranger)
    sign_in_by_password(stranger, person)
    stranger.get_by_label("Digits of your app").fill(codes[0])
    stranger.get_by_role("button", name="Sign in", exact=True).click()
    expect(stranger.locator(".wrong").first).to_contain_text("wrong or was used already")


def test_a_passkey_is_added_and_signs_in_without_a_password(cast: Cast, stranger: Page) -> None:
    person = with_password(cast.rosa)
    virtual_key(stranger.context, stranger)
    sign_in_by_password(stranger, person)
    stranger.goto("/accounts/2fa/webauthn/add/")
    confirm(stranger)
    stranger.get_by_label("Name, so that you know it again").fill("Laptop")
    stranger.get_by_role("button", name="Go on").click()
    expect(stranger.get_by_role("heading", name="Recovery codes")).to_be_visible()
    stranger.goto("/accounts/2fa/webauthn/")
    expect(stranger.get_by_text("Laptop")).to_be_visible()
    expect(stranger.get_by_text("Passkey", exact=True)).to_be_visible()
    sign_out(stranger)
    stranger.goto("/accounts/login/")
    stranger.get_by_role("button", name="Use a passkey").click()
    expect(stranger.get_by_label("Account of Rosa")).to_be_visible()
    assert AuditEvent.objects.filter(verb="added a second factor", actor=person).exists()


def test_a_key_is_the_second_factor_after_the_password(cast: Cast, stranger: Page) -> None:
    person = with_password(cast.rosa)
    virtual_key(stranger.context, stranger)
    sign_in_by_password(stranger, person)
    stranger.goto("/accounts/2fa/webauthn/add/")
    confirm(stranger)
    stranger.get_by_label("Also sign in with it").uncheck()
    stranger.get_by_role("button", name="Go on").click()
    expect(stranger.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(stranger)
    sign_in_by_password(stranger, person)
    expect(stranger.get_by_role("heading", name="Second factor")).to_be_visible()
    stranger.get_by_role("button", name="Use a passkey or a security key").click()
    expect(stranger.get_by_label("Account of Rosa")).to_be_visible()


def test_a_device_without_the_passkey_is_told_so(cast: Cast, stranger: Page) -> None:
    devtools = stranger.context.new_cdp_session(stranger)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": True}})
    stranger.goto("/accounts/login/")
    stranger.get_by_role("button", name="Use a passkey").click()
    expect(stranger.locator("[data-passkey-problem]")).to_contain_text("no passkey for this site")


def test_all_other_browsers_are_signed_out_at_once(cast: Cast, stranger: Page, chromium: Browser) -> None:
    person = with_password(cast.rosa)
    sign_in_by_password(stranger, person)
    other = chromium.new_context(base_url=stranger.url.rsplit("/", 1)[0])
    elsewhere = other.new_page()
    sign_in_by_password(elsewhere, person)
    expect(elsewhere.get_by_label("Account of Rosa")).to_be_visible()
    stranger.goto("/accounts/sessions/")
    expect(stranger.get_by_text("2 browsers")).to_be_visible()
    stranger.get_by_role("button", name="Sign out all others").click()
    expect(stranger.get_by_text("1 browser", exact=True)).to_be_visible()
    elsewhere.goto("/")
    assert "/accounts/login/" in elsewhere.url
    stranger.goto("/")
    expect(stranger.get_by_label("Account of Rosa")).to_be_visible()
    other.close()


def test_an_admin_who_must_have_a_second_factor_is_led_to_it(cast: Cast, stranger: Page, settings: Any) -> None:
    settings.STEPMARK_MFA_REQUIRED = "admins"
    person = with_password(cast.adam)
    sign_in_by_password(stranger, person)
    expect(stranger.get_by_text("This site asks you for a second factor")).to_be_visible()
    set_up_app(stranger)
    stranger.goto("/")
    expect(stranger.get_by_label("Account of Adam")).to_be_visible()
    assert stranger.url.endswith("/")


def test_a_token_is_made_for_one_library_and_rotated(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.adam)
    page.goto("/account/tokens")
    page.get_by_label("What will use it?").fill("Recorder")
    page.get_by_text("Send recordings only").click()
    expect(page.get_by_label("Deal desk")).to_be_hidden()
    page.get_by_label("Only these").check()
    page.get_by_label("Deal desk").check()
    page.get_by_role("button", name="Make token").click()
    first = page.locator(".secret code").inner_text()
    expect(page.get_by_text("only Deal desk")).to_be_visible()
    page.locator("summary", has_text="Rotate").click()
    page.get_by_role("button", name="Rotate").click()
    second = page.locator(".secret code").inner_text()
    assert first != second
    expect(page.get_by_text("Being replaced")).to_be_visible()


def test_pages_of_the_account_pass_axe(cast: Cast, sign_in: SignIn) -> None:
    from axe_playwright_python.sync_playwright import Axe

    Group.objects.create(name="Managers")
    page = sign_in(with_password(cast.adam))
    for address in (
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/password/change/",
        "/account/tokens",
        "/accounts/email/",
    ):
        page.goto(address)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"


def test_the_companys_button_leads_to_its_page_and_back(cast: Cast, stranger: Page, settings: Any) -> None:
    """A real provider in its own process; the content policy lets the form go there and nowhere else."""
    with running_provider() as provider:
        providers(
            settings,
            STEPMARK_OIDC_SERVER_URL=provider.url,
            STEPMARK_OIDC_CLIENT_ID="stepmark",
            STEPMARK_OIDC_CLIENT_SECRET="not-so-secret",
        )
        directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        allowed = {**directives, "form-action": ["'self'", provider.url]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": allowed}
        provider.knows("mara", email="mara@example.com", email_verified=True, name="Mara Lind")
        stranger.goto("/accounts/login/")
        stranger.get_by_role("button", name="Sign in with Company account").click()
        stranger.locator("input[name=sub]").first.fill("mara")
        stranger.locator("form").get_by_role("button").first.click()
        expect(stranger.get_by_label("Account of Mara Lind")).to_be_visible()
        assert User.objects.get(email="mara@example.com").last_login is not None
