"""A person's data: exported for them, erased on request, and nothing of it forgotten anywhere."""

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.serializers import serialize
from django.db import connection

from access import audit
from access.audit import chain
from access.audit.verifying import verify
from access.models import ApiToken, AuditEvent, Membership, User
from access.privacy import erasing, registry
from access.privacy.registry import OnErase
from access.roles import Role
from access.services import make_token
from ingest.models import Recording
from notices.models import Notice
from notices.services import tell
from sops.models import Comment, Feedback, Pin, Sop, Version, Visit
from sops.services import commenting, publishing
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

NAME, ADDRESS = "Wilhelmina Möller", "wilhelmina@example.com"


@pytest.fixture
def root(cast: Cast) -> User:
    return User.objects.create_superuser("root@example.com", name="Root")


@pytest.fixture
def mina(cast: Cast) -> User:
    """An editor of Sales who left traces everywhere."""
    person = User.objects.create_user(ADDRESS, name=NAME)
    Membership.objects.create(library=cast.sales, user=person, role=Role.EDITOR)
    EmailAddress.objects.create(user=person, email=ADDRESS, primary=True, verified=True)
    make_token(user=person, name="Her CRM")
    sop = make_sop(cast.sales, person, "Ship the order", publish=False)
    Sop.objects.filter(pk=sop.pk).update(owner=person)
    sop.refresh_from_db()
    publishing.publish(sop=sop, by=person)
    sop._change_reason, sop._history_user = f"handed over from Ed to {NAME}:", cast.ed  # type: ignore[attr-defined]
    sop.save()
    commenting.comment(sop=sop, step=step_of(sop), by=person, text="This is outdated.")
    Comment.objects.create(sop=sop, author=cast.ed, text=f"Thanks, @{NAME}!")
    Feedback.objects.create(sop=sop, kind=Feedback.Kind.values[0], text="The button moved.", given_by=person)
    Pin.objects.create(user=person, sop=sop)
    Visit.objects.create(user=person, sop=sop)
    tell(people=[cast.ed], kind="other", about=sop, by=person, url="/", text=f"{NAME} shared a draft with you.")
    tell(people=[person], kind="other", about=sop, by=cast.ed, url="/", text="Ed answered.")
    recording = Recording(
        library=cast.sales, uploaded_by=person, name="a.mp4", size=4, sha256="0" * 64, mime_type="video/mp4"
    )
    recording.file.save("a.mp4", ContentFile(b"clip"), save=False)
    recording.save()
    audit.record(by=person, verb="signed in", ip="192.0.2.55", agent="Firefox of Mina")
    audit.record(by=cast.adam, verb="set role", subject=NAME, library=cast.sales, after="Editor", owner=ADDRESS)
    audit.record(by=ADDRESS, verb="failed to sign in", ip="192.0.2.55")
    chain.seal()
    return person


def everything() -> str:
    """All rows of all tables as text."""
    return "\n".join(serialize("json", model._base_manager.all(), ensure_ascii=False) for model in apps.get_models())


def files_of(answer: Any) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(answer.getvalue())) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


class TestExport:
    def test_a_person_downloads_all_that_is_kept_of_them(self, mina: User) -> None:
        answer = client_of(mina).post("/account/data/download")
        files = files_of(answer)
        assert json.loads(files["profile.json"])[0]["email"] == ADDRESS
        assert {
            "README.txt",
            "profile.json",
            "audit-log.json",
            "roles-in-libraries.json",
            "api-tokens.json",
            "comments.json",
            "feedback.json",
            "pins.json",
            "visits.json",
            "notices-to-them.json",
            "recordings.json",
            "versions-they-published.json",
            "sops-they-own.json",
        } <= set(files)
        assert "The button moved." in files["feedback.json"]
        assert "This is outdated." in files["comments.json"]
        assert {row["verb"] for row in json.loads(files["audit-log.json"])} >= {"signed in", "set role", "published"}

    def test_no_secret_is_in_it(self, mina: User) -> None:
        mina.set_password("correct-horse-battery")
        mina.save()
        token = ApiToken.objects.get(user=mina)
        text = "".join(files_of(client_of(mina).post("/account/data/download")).values())
        for secret in (mina.password, token.digest, token.token_key):
            assert secret not in text

    def test_nothing_of_others_is_in_it_but_their_names(self, mina: User, cast: Cast) -> None:
        audit.record(by=cast.adam, verb="set role", subject=NAME, ip="192.0.2.99", agent="Adam's browser")
        text = "".join(files_of(client_of(mina).post("/account/data/download")).values())
        assert "192.0.2.99" not in text
        assert "Adam's browser" not in text
        assert cast.adam.email not in text

    def test_it_is_in_the_audit_log_who_took_it(self, mina: User, root: User) -> None:
        client_of(mina).post("/account/data/download")
        client_of(root).post(f"/people/{mina.pk}/data/download")
        events = AuditEvent.objects.filter(verb="exported the data of").order_by("pk")
        assert [(event.actor, event.subject) for event in events] == [(mina, NAME), (root, NAME)]

    def test_of_others_only_site_admins_get_it(self, mina: User, cast: Cast, root: User) -> None:
        for method, path in (("get", "data"), ("post", "data/download"), ("post", "erase")):
            assert getattr(client_of(cast.adam), method)(f"/people/{mina.pk}/{path}").status_code == 403
        assert client_of(root).get("/people/999999/data").status_code == 404


class TestErasing:
    @pytest.fixture
    def erased(self, mina: User, root: User, django_capture_on_commit_callbacks: Any) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            return erasing.erase(person=mina, by=root)

    def test_neither_name_nor_address_is_left_anywhere(self, erased: str) -> None:
        text = everything()
        for word in (NAME, json.dumps(NAME)[1:-1], ADDRESS, "Firefox of Mina", "192.0.2.55"):
            assert word not in text

    def test_the_chain_still_verifies_and_knows_them_by_a_pseudonym(self, erased: str, mina: User) -> None:
        report = verify()
        assert report.is_whole, report.why
        assert re.fullmatch(r"A former person \([0-9a-f]{6}\)", erased)
        names = set(AuditEvent.objects.filter(actor_ref=mina.pk).values_list("actor_name", flat=True))
        assert names == {erased}
        assert AuditEvent.objects.get(verb="set role").subject == erased
        assert AuditEvent.objects.get(verb="erased").subject == erased

    def test_who_claims_an_erasure_that_the_chain_does_not_know_is_found_out(self, erased: str, mina: User) -> None:
        event = AuditEvent.objects.filter(actor_ref=mina.pk).exclude(sequence=None).last()
        assert event is not None
        event.subject, event.salt = "Something nicer", "0" * 32
        chain.rows().filter(pk=event.pk).update(subject=event.subject, salt=event.salt)
        assert verify().broken == event.sequence

    def test_nobody_signs_in_with_the_account(self, erased: str, mina: User) -> None:
        mina.refresh_from_db()
        assert (str(mina), mina.is_active, mina.has_usable_password()) == ("A former person", False, False)
        assert not ApiToken.objects.filter(user=mina).exists()
        assert not EmailAddress.objects.filter(user=mina).exists()
        assert not Membership.objects.filter(user=mina).exists()

    def test_what_they_wrote_stays_as_of_a_former_person(self, erased: str, cast: Cast) -> None:
        assert str(Feedback.objects.get().given_by) == "A former person"
        assert Comment.objects.get(text="This is outdated.").author.name == "A former person"  # type: ignore[union-attr]
        assert Comment.objects.exclude(text="This is outdated.").get().text == "Thanks, @A former person!"
        version = Version.objects.get()
        assert (str(version.published_by), version.data["owner"]) == ("A former person", "A former person")
        assert version.document.content_hash() == version.content_hash
        page = client_of(cast.ed).get(f"/sops/{version.sop.key}/").content.decode()
        assert NAME not in page

    def test_pins_visits_notices_and_videos_go(self, erased: str) -> None:
        assert not Pin.objects.exists()
        assert not Visit.objects.exists()
        assert [notice.text for notice in Notice.objects.filter(text__contains="shared")] == [
            "A former person shared a draft with you."
        ]
        recording = Recording.objects.get()
        assert recording.removed_at is not None
        assert not recording.file

    def test_what_they_own_goes_to_a_successor_first(self, mina: User, root: User, cast: Cast) -> None:
        erasing.erase(person=mina, by=root, successor=cast.ed)
        assert Sop.objects.get(title="Ship the order").owner == cast.ed

    def test_without_a_successor_an_admin_of_the_library_gets_it(self, erased: str, cast: Cast) -> None:
        assert Sop.objects.get(title="Ship the order").owner == cast.adam

    def test_who_was_switched_off_before_can_be_erased_too(self, mina: User, root: User, cast: Cast) -> None:
        User.objects.filter(pk=mina.pk).update(is_active=False)
        mina.refresh_from_db()
        erasing.erase(person=mina, by=root)
        assert NAME not in everything()

    def test_two_people_one_after_the_other_leave_the_chain_whole(self, erased: str, root: User, cast: Cast) -> None:
        erasing.erase(person=cast.ed, by=root)
        assert verify().is_whole

    def test_it_happens_wholly_or_not_at_all(self, mina: User, root: User, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: Any, **kwargs: Any) -> None:
            raise RuntimeError

        monkeypatch.setattr("access.privacy.entries.rewrite", fail)
        with pytest.raises(RuntimeError):
            erasing.erase(person=mina, by=root)
        mina.refresh_from_db()
        assert (mina.name, mina.is_active, Pin.objects.count()) == (NAME, True, 1)


class TestThePage:
    def test_it_says_beforehand_what_will_happen(self, mina: User, root: User) -> None:
        before = everything()
        page = client_of(root).get(f"/people/{mina.pk}/data").content.decode()
        for words in ("API tokens", "Pins", "Comments", "Videos that they recorded", "can’t be undone"):
            assert words in page
        after = everything()
        assert len(after) - len(before) < 1500  # but for the session of whoever looked
        assert NAME in after

    @pytest.mark.parametrize("typed", ["", "wilhelmina", "ed@example.com"])
    def test_without_the_address_typed_nothing_happens(self, mina: User, root: User, typed: str) -> None:
        assert client_of(root).post(f"/people/{mina.pk}/erase", {"typed": typed}).status_code == 422
        mina.refresh_from_db()
        assert mina.name == NAME

    def test_with_the_address_typed_they_are_gone(self, mina: User, root: User) -> None:
        client = client_of(root)
        theirs = client_of(mina)
        assert client.post(f"/people/{mina.pk}/erase", {"typed": ADDRESS.upper()}).status_code == 302
        assert "Erased" in client.get(f"/people/{mina.pk}/data").content.decode()
        assert theirs.get("/account/data").status_code == 302
        assert client.post(f"/people/{mina.pk}/erase", {"typed": f"former-{mina.pk}@erased.invalid"}).status_code == 422

    def test_an_unknown_successor_changes_nothing(self, mina: User, root: User) -> None:
        form = {"typed": ADDRESS, "successor": "nobody@example.com"}
        assert client_of(root).post(f"/people/{mina.pk}/erase", form).status_code == 422
        mina.refresh_from_db()
        assert mina.is_active

    def test_nobody_erases_themselves_or_the_last_admin(self, root: User, cast: Cast) -> None:
        client = client_of(root)
        assert client.post(f"/people/{root.pk}/erase", {"typed": root.email}).status_code == 422
        assert "without an admin" in client.get(f"/people/{cast.adam.pk}/data").content.decode()
        assert client.post(f"/people/{cast.adam.pk}/erase", {"typed": cast.adam.email}).status_code == 422
        cast.adam.refresh_from_db()
        assert (cast.adam.is_active, cast.adam.memberships.count()) == (True, 2)

    def test_a_persons_own_page_counts_what_is_kept(self, mina: User) -> None:
        page = client_of(mina).get("/account/data").content.decode()
        assert "Pins" in page
        assert "Download your data" in page


def test_everything_that_points_to_a_person_is_known_to_exports_and_erasing() -> None:
    known = {(one.model, name) for one in registry.held() for name in one.people}
    by_entries = {("AuditEvent", "actor")}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if (
                field.related_model is User
                and not field.auto_created
                and (model.__name__, field.name) not in by_entries
            ):
                assert (model, field.name) in known, f"{model._meta.label}.{field.name} is in no `holdings.py`."


def test_what_goes_is_nothing_that_others_wrote(db: None) -> None:
    kept = {one.model for one in registry.held() if one.on_erase is OnErase.STAYS}
    assert {Sop, Version, Comment, Feedback, Recording} <= kept


def test_the_document_names_every_kind_of_data() -> None:
    text = (Path(django_settings.BASE_DIR) / "docs" / "privacy.md").read_text()
    rows = re.findall(r"^\| `([a-z]+\.\w+)` \|", text, re.MULTILINE)
    models = {model._meta.label for model in apps.get_models()}
    assert models - set(rows) == set(), "Without a row in docs/privacy.md."
    assert set(rows) - models == set(), "Rows of what is gone."
    assert len(rows) == len(set(rows))


def test_a_deleted_row_is_overwritten_in_the_databases_file(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's vacuum does that")
    erasing._overwrite_what_is_deleted()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone()[0] == 1
