"""The demo library: its files are sound, loading is repeatable, and people see what they should."""

import dataclasses
import stat
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from access.models import AuditEvent, Library, Membership, User
from kb.demo import loader, reading, signins
from kb.demo.reading import DemoFileError, DemoSop
from sops.keys import VALID
from sops.models import Category, GlossaryTerm, Sop, Step, Version
from sops.services import editing, publishing

COMPANY = reading.company()


@pytest.fixture(scope="module")
def demos() -> list[DemoSop]:
    return loader.all_sops()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, settings: Any, db: None) -> list[DemoSop]:
    """Three SOPs that lead nowhere, and passwords hashed without effort, so that loading takes a moment."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    every = {demo.document.key: demo for demo in loader.all_sops()}
    small = [_without_links(every[key]) for key in ("ask-reference", "dd-margin-floors", "create-account")]
    monkeypatch.setattr(loader, "all_sops", lambda: small)
    return small


# The files


def test_there_are_enough_sops_of_a_readable_length(demos: list[DemoSop]) -> None:
    assert len(demos) >= 34
    lengths = {demo.document.key: len(demo.document.steps) for demo in demos}
    assert {key: length for key, length in lengths.items() if not 5 <= length <= 30} == {}


def test_at_least_five_were_made_from_recordings_and_show_their_screens(demos: list[DemoSop]) -> None:
    filmed_demos = [demo for demo in demos if demo.source == "recording"]
    assert len(filmed_demos) >= 5
    for demo in filmed_demos:
        assert demo.recording is not None
        assert demo.recording.exists()
        without = [step.key for step in demo.document.steps if step.picture is None]
        assert len(without) <= len(demo.document.steps) / 5, without


def test_every_category_has_an_sop_and_every_sop_a_known_place(demos: list[DemoSop]) -> None:
    categories = {category["slug"] for category in COMPANY["categories"]}
    assert {demo.document.category for demo in demos} == categories
    assert {demo.library for demo in demos} == {library["slug"] for library in COMPANY["libraries"]}
    assert {demo.owner for demo in demos} <= {person["id"] for person in COMPANY["people"]}


def test_keys_are_valid_and_used_once(demos: list[DemoSop]) -> None:
    sop_keys = Counter(demo.document.key for demo in demos)
    step_keys = Counter(step.key for demo in demos for step in demo.document.steps)
    assert [key for key in (*sop_keys, *step_keys) if not VALID.fullmatch(key)] == []
    assert [key for key, count in (sop_keys + step_keys).items() if count > 1] == []


def test_everything_leads_somewhere(demos: list[DemoSop]) -> None:
    known = {demo.document.key for demo in demos}
    lost: list[object] = []
    for demo in demos:
        own = {step.key for step in demo.document.steps}
        for step in demo.document.steps:
            lost += [b for b in step.branches if b.target_kind == "step" and b.target_key not in own - {step.key}]
            lost += [b for b in step.branches if b.target_kind == "sop" and b.target_key not in known]
            lost += [step.key] if step.sub_sop_key and step.sub_sop_key not in known else []
            lost += [link for link in step.links if link.sop_key and link.sop_key not in known]
        lost += [link for link in demo.document.links if link.sop_key and link.sop_key not in known]
    assert lost == []


def test_the_open_library_does_not_point_into_the_closed_one(demos: list[DemoSop]) -> None:
    closed = {demo.document.key for demo in demos if demo.library == "deal-desk"}
    for demo in demos:
        if demo.library == "sales":
            text = str(demo.document)
            assert [key for key in closed if key in text] == [], demo.document.key


def test_kinds_fit_what_the_steps_hold(demos: list[DemoSop]) -> None:
    steps = [step for demo in demos for step in demo.document.steps]
    assert [step.key for step in steps if (step.kind == "decision") != bool(step.branches)] == []
    assert [step.key for step in steps if step.kind not in Step.Kind.values] == []
    assert [step.key for step in steps if step.kind == "sub_sop" and not step.sub_sop_key] == []


def test_a_policy_carries_its_table_and_every_sop_its_context(demos: list[DemoSop]) -> None:
    for demo in demos:
        document = demo.document
        assert document.purpose, document.key
        assert document.when_to_use, document.key
        assert document.who, document.key
        assert document.tags, document.key


def test_reviews_are_of_sops_that_exist(demos: list[DemoSop]) -> None:
    assert set(COMPANY["reviews"]) <= {demo.document.key for demo in demos}


def test_no_term_of_the_glossary_is_explained_twice() -> None:
    for terms in reading.glossary().values():
        said = Counter(word.casefold() for term in terms for word in (term["term"], *term.get("aliases", [])))
        assert [word for word, count in said.items() if count > 1] == []
    assert len(reading.glossary()["sales"]) >= 30


def test_a_word_that_the_format_does_not_know_is_refused_with_the_file_name(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text("{key: odd, title: Odd, library: sales, owner: dana, colour: red, steps: []}")
    with pytest.raises(DemoFileError, match=r"odd\.yaml: not known: colour"):
        reading.sop_from(file, {})


# Loading


def test_loading_publishes_everything_with_owner_and_dates_in_the_past(few: list[DemoSop]) -> None:
    loader.load()
    assert Sop.objects.published().count() == len(few)
    sop = Sop.objects.get(key="ask-reference")
    assert str(sop.owner) == "Grace Tanaka"
    assert sop.current_version is not None
    assert sop.current_version.published_at.date() == sop.reviewed_at
    assert sop.reviewed_at is not None
    assert sop.next_review_at is not None
    assert sop.next_review_at > sop.reviewed_at
    assert Category.objects.filter(kind="stage").count() == 6


def test_steps_keep_the_keys_of_their_files(few: list[DemoSop]) -> None:
    loader.load()
    assert list(Sop.objects.get(key="ask-reference").steps.present().values_list("key", flat=True)) == [
        f"reference-{number}" for number in range(1, 7)
    ]


def test_loading_twice_makes_nothing_twice(few: list[DemoSop]) -> None:
    loader.load()
    before = _counts()
    assert loader.load().changed == []
    assert _counts() == before


def test_a_changed_file_makes_a_second_version_under_the_same_keys(
    few: list[DemoSop], monkeypatch: pytest.MonkeyPatch
) -> None:
    loader.load()
    changed = _with_steps(few[0], lambda steps: [steps[0], steps[2], steps[1], *steps[3:-1]])
    monkeypatch.setattr(loader, "all_sops", lambda: [changed, *few[1:]])
    assert loader.load().changed == [few[0].document.title]
    sop = Sop.objects.get(key=few[0].document.key)
    assert sop.current_version is not None
    assert sop.current_version.number == 2
    assert [step.key for step in sop.current_version.document.steps] == [s.key for s in changed.document.steps]
    assert loader.load().changed == []


def test_what_a_person_edited_stays_until_a_reset(few: list[DemoSop]) -> None:
    loader.load()
    dana = User.objects.get(email="dana@brackenford.example")
    step = Step.objects.get(key="reference-2")
    editing.update_step(step=step, by=dana, title="Ask by letter")
    assert loader.load().changed == []
    publishing.publish(sop=step.sop, by=dana)
    assert loader.load().changed == []
    assert Step.objects.get(key="reference-2").title == "Ask by letter"
    loader.load(reset=True)
    assert Step.objects.get(key="reference-2").title == "Ask on the day of a success, by phone"
    assert Version.objects.filter(sop=step.sop).count() == 3


def test_what_a_person_removed_stays_removed(few: list[DemoSop]) -> None:
    loader.load()
    editing.remove_sop(sop=Sop.objects.get(key="ask-reference"), by=User.objects.get(email="ruth@brackenford.example"))
    loader.load()
    assert not Sop.objects.present().filter(key="ask-reference").exists()
    loader.load(reset=True)
    assert Sop.objects.published().filter(key="ask-reference").exists()


def test_a_role_that_was_changed_stays(few: list[DemoSop]) -> None:
    loader.load()
    Membership.objects.filter(user__email="amara@brackenford.example", library__slug="sales").delete()
    loader.load()
    assert not Membership.objects.filter(user__email="amara@brackenford.example", library__slug="sales").exists()


def test_a_recording_comes_along_with_its_sop_once(few: list[DemoSop]) -> None:
    loader.load()
    loader.load()
    sop = Sop.objects.get(key="create-account")
    assert sop.source == "recording"
    assert sop.jobs.count() == 1
    assert sop.screenshots.filter(is_published=True).count() >= 5
    assert all(step.start_s is not None for step in sop.steps.present())


# Who sees what


def test_a_reader_of_sales_sees_nothing_of_the_deal_desk(few: list[DemoSop]) -> None:
    loader.load()
    mara = User.objects.get(email="mara@brackenford.example")
    helen = User.objects.get(email="helen@brackenford.example")
    assert not Sop.objects.visible_to(mara).filter(library__slug="deal-desk").exists()
    assert not GlossaryTerm.objects.visible_to(mara).filter(library__slug="deal-desk").exists()
    assert Sop.objects.visible_to(helen).filter(library__slug="deal-desk").exists()
    assert not Sop.objects.editable_by(mara).exists()


# Sign-ins


def test_passwords_are_random_stored_for_the_owner_alone_and_work(few: list[DemoSop]) -> None:
    loader.load()
    passwords = signins.stored()
    assert len(passwords) == len(set(passwords.values())) == 5
    assert stat.S_IMODE(signins.path().stat().st_mode) == 0o600
    assert all(User.objects.get(email=email).check_password(password) for email, password in passwords.items())
    assert not User.objects.get(email="marco@brackenford.example").has_usable_password()


def test_a_second_load_keeps_the_passwords_and_a_reset_makes_new_ones(few: list[DemoSop]) -> None:
    loader.load()
    first = signins.stored()
    loader.load()
    assert signins.stored() == first
    loader.load(reset=True)
    assert set(signins.stored().values()).isdisjoint(first.values())


def test_the_command_prints_who_may_sign_in(few: list[DemoSop]) -> None:
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert all(email in out.getvalue() and password in out.getvalue() for email, password in signins.stored().items())


def test_production_refuses_the_demo_library(settings: Any, db: None) -> None:
    settings.STEPMARK_PRODUCTION = True
    with pytest.raises(CommandError, match="STEPMARK_PRODUCTION"):
        call_command("load_demo")
    assert not Library.objects.exists()


def _without_links(demo: DemoSop) -> DemoSop:
    """Without what leads to SOPs that aren't loaded."""
    steps = [
        dataclasses.replace(
            step,
            sub_sop_key="",
            links=[],
            branches=[branch for branch in step.branches if branch.target_kind != "sop"],
        )
        for step in demo.document.steps
    ]
    return dataclasses.replace(demo, document=dataclasses.replace(demo.document, steps=steps, links=[]))


def _with_steps(demo: DemoSop, change: Any) -> DemoSop:
    document = demo.document
    return dataclasses.replace(demo, document=dataclasses.replace(document, steps=change(document.steps)))


def _counts() -> dict[str, int]:
    return {
        model.__name__: model.objects.count()
        for model in (Sop, Step, Version, User, Library, Membership, GlossaryTerm, AuditEvent)
    }
