"""Feedback from readers: given on a step as it was read, answered, closed by a version."""

import io
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from PIL import Image

from access.models import AuditEvent, Library, Membership
from access.roles import Role
from notices.models import Notice
from sops.models import Feedback, Sop
from sops.services import editing, feedback, publishing
from sops.signals import feedback_given
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "[click](javascript:alert(1))",
    "{{ 7|add:7 }}{% debug %}",
    "</textarea><script>alert(1)</script>",
    "\u202egpj.exe <b>bold</b>",
]


@pytest.fixture(autouse=True)
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.tasks.mail_notice.delay", lambda pk: None)


def _sop(cast: Cast, **fields: Any) -> Sop:
    return make_sop(cast.sales, cast.ed, **fields)


def _give(sop: Sop, by: Any, number: int | None = 2, text: str = "Which button?", kind: str = "unclear") -> Feedback:
    key = step_of(sop, number).key if number else ""
    return feedback.give(sop=sop, version=sop.current_version, step_key=key, kind=kind, text=text, by=by)


def _inbox(person: Any) -> list[str]:
    return [notice.text for notice in Notice.objects.visible_to(person)]


# Giving


@pytest.mark.parametrize("who", ["rosa", "gus", "ava"])
def test_whoever_reads_a_step_can_report_it(cast: Cast, who: str) -> None:
    """Viewers, and guests of an open library."""
    sop, person = _sop(cast), getattr(cast, who)
    address = f"/sops/{sop.key}/feedback"
    form = {"kind": "outdated", "text": "The button is gone.", "step": step_of(sop, 2).key, "v": "1"}
    answer = client_of(person).post(address, form)
    given = Feedback.objects.get()
    assert answer["Location"] == f"/sops/{sop.key}/#s-{step_of(sop, 2).key}"
    assert (given.given_by, given.step, given.step_number, given.status) == (person, step_of(sop, 2), 2, "open")
    assert given.step_title == "Click Request discount"


def test_every_step_has_a_button_that_leads_to_a_form_without_script(cast: Cast) -> None:
    sop = _sop(cast)
    client = client_of(cast.rosa)
    links = re.findall(r'href="(/sops/[^"]+/feedback\?step=[^"]+)"', text_of(client, sop.get_absolute_url()))
    assert len(links) == 3
    html = text_of(client, links[1].replace("&amp;", "&"))
    assert "Feedback on step 2" in html
    assert "Goes to Ed" in html
    for kind in ("unclear", "outdated", "wrong", "idea"):
        assert f'value="{kind}"' in html


def test_the_sop_as_a_whole_can_be_reported(cast: Cast) -> None:
    sop = _sop(cast)
    client_of(cast.rosa).post(f"/sops/{sop.key}/feedback", {"kind": "idea", "text": "Add a picture of the end."})
    given = Feedback.objects.get()
    assert (given.step, given.step_number) == (None, None)
    assert given.version == sop.current_version


def test_it_is_bound_to_the_version_that_was_read(cast: Cast) -> None:
    sop = _sop(cast)
    first, key = sop.current_version, step_of(sop, 1).key
    editing.update_step(step=step_of(sop, 1), by=cast.ed, title="Open the account")
    publishing.publish(sop=sop, by=cast.ed)
    client_of(cast.rosa).post(
        f"/sops/{sop.key}/feedback", {"kind": "wrong", "text": "No such deal", "step": key, "v": "1"}
    )
    given = Feedback.objects.get()
    assert (given.version, given.step_title) == (first, "Open the deal")


def test_a_step_that_was_removed_meanwhile_can_still_be_reported_in_the_version_read(cast: Cast) -> None:
    sop = _sop(cast)
    step = step_of(sop, 3)
    editing.remove_step(step=step, by=cast.ed)
    publishing.publish(sop=sop, by=cast.ed)
    form = {"kind": "wrong", "text": "Hm", "step": step.key}
    assert client_of(cast.rosa).post(f"/sops/{sop.key}/feedback", form | {"v": "1"}).status_code == 302
    assert client_of(cast.rosa).post(f"/sops/{sop.key}/feedback", form | {"v": "2"}).status_code == 404


def test_a_step_of_another_sop_is_refused(cast: Cast) -> None:
    """Case 11."""
    sop, other = _sop(cast), make_sop(cast.desk, cast.dee, "Margin floors")
    form = {"kind": "wrong", "text": "Hm", "step": step_of(other, 1).key, "v": "1"}
    assert client_of(cast.rosa).post(f"/sops/{sop.key}/feedback", form).status_code == 404
    with pytest.raises(ValidationError, match="not in the version that you read"):
        feedback.give(
            sop=sop, version=sop.current_version, step_key=step_of(other, 1).key, kind="wrong", text="Hm", by=cast.rosa
        )


def test_drafts_and_closed_libraries_take_no_feedback_from_outside(cast: Cast) -> None:
    draft, closed = _sop(cast, publish=False), make_sop(cast.desk, cast.dee)
    for sop in (draft, closed):
        answer = client_of(cast.rosa).post(f"/sops/{sop.key}/feedback", {"kind": "idea", "text": "Hm"})
        assert answer.status_code == 404
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"kind": "unclear", "text": "  "}, "Say in a few words what you mean."),
        ({"kind": "", "text": "Hm"}, "Choose what it is about."),
        ({"kind": "rude", "text": "Hm"}, "Select a valid choice."),
        ({"kind": "idea", "text": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(cast: Cast, form: dict[str, str], sentence: str) -> None:
    sop = _sop(cast)
    answer = client_of(cast.rosa).post(f"/sops/{sop.key}/feedback", form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert form["text"].strip()[:100] in answer.content.decode()
    assert not Feedback.objects.exists()


def test_nothing_but_kind_text_and_picture_can_be_set(cast: Cast) -> None:
    """Case 14."""
    sop = _sop(cast)
    form = {"kind": "idea", "text": "Hm", "status": "done", "answer": "Yes", "given_by": cast.adam.pk, "sop": "1"}
    client_of(cast.rosa).post(f"/sops/{sop.key}/feedback", form)
    given = Feedback.objects.get()
    assert (given.status, given.answer, given.given_by, given.sop) == ("open", "", cast.rosa, sop)


def test_nobody_drowns_an_owner(cast: Cast) -> None:
    sop = _sop(cast)
    for number in range(feedback.MAX_OPEN_PER_PERSON):
        _give(sop, cast.rosa, None, text=str(number))
    with pytest.raises(ValidationError, match="wait already"):
        _give(sop, cast.rosa, None)
    _give(sop, cast.gus, None)


# The picture


def test_a_picture_is_sent_along_without_what_the_camera_wrote_into_it(cast: Cast) -> None:
    image, taken = Image.new("RGB", (64, 40), "navy"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    image.save(taken, "JPEG", exif=exif)
    sop = _sop(cast)
    upload = SimpleUploadedFile("me.jpg", taken.getvalue() + b"CANARY-BEHIND-THE-END")
    client_of(cast.rosa).post(f"/sops/{sop.key}/feedback", {"kind": "wrong", "text": "See", "picture": upload})
    given = Feedback.objects.get()
    stored = given.picture.read()
    assert b"SECRETCAMERA" in taken.getvalue()
    assert b"SECRETCAMERA" not in stored
    assert b"CANARY" not in stored
    shown = client_of(cast.ed).get(f"/feedback/{given.pk}/picture")
    assert shown["Content-Type"] == "image/webp"
    assert "public" not in shown["Cache-Control"]


@pytest.mark.parametrize(
    "content",
    [b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", picture_bytes()[:60], b"GIF89a"],
)
def test_what_is_no_usable_picture_is_refused_with_a_sentence(cast: Cast, content: bytes) -> None:
    """Cases 23 and 25."""
    sop = _sop(cast)
    upload = SimpleUploadedFile("x.png", content)
    answer = client_of(cast.rosa).post(
        f"/sops/{sop.key}/feedback", {"kind": "wrong", "text": "See what I wrote", "picture": upload}
    )
    assert answer.status_code == 422
    assert "Use PNG, JPEG or WebP." in answer.content.decode()
    assert "See what I wrote" in answer.content.decode()


def test_the_picture_is_for_the_giver_and_those_who_answer(cast: Cast) -> None:
    sop = _sop(cast)
    given = feedback.give(
        sop=sop, version=sop.current_version, kind="wrong", text="See", by=cast.rosa, picture=picture_bytes()
    )
    seen = {who: client_of(getattr(cast, who)).get(f"/feedback/{given.pk}/picture").status_code for who in (
        "rosa", "ed", "ava", "adam", "gus", "dee",
    )}  # fmt: skip
    assert seen == {"rosa": 200, "ed": 200, "ava": 200, "adam": 200, "gus": 404, "dee": 404}


# Who hears of it


def test_the_owner_is_told_with_a_link_to_answer(cast: Cast) -> None:
    sop = _sop(cast, owner=cast.ava)
    given = _give(sop, cast.rosa)
    notice = Notice.objects.get()
    assert (notice.person, notice.url) == (cast.ava, f"/feedback/{given.pk}")
    assert notice.text == "Step 2 of “Request a discount” is unclear: “Which button?”"


def test_without_an_owner_the_admins_of_the_library_are_told(cast: Cast) -> None:
    sop = _sop(cast)
    Sop.objects.filter(pk=sop.pk).update(owner=None)
    _give(Sop.objects.get(pk=sop.pk), cast.rosa)
    assert [notice.person for notice in Notice.objects.all()] == [cast.adam]


def test_an_owner_who_may_not_see_it_any_more_is_passed_over(cast: Cast) -> None:
    """Case 40."""
    sop = make_sop(cast.desk, cast.adam, owner=cast.dee)
    Membership.objects.filter(user=cast.dee).delete()
    Membership.objects.create(library=cast.desk, user=cast.rosa, role=Role.VIEWER)
    _give(Sop.objects.get(pk=sop.pk), cast.rosa)
    assert [notice.person for notice in Notice.objects.all()] == [cast.adam]


def test_a_signal_names_the_new_feedback_once_it_is_committed(cast: Cast) -> None:
    heard: list[int] = []

    def listen(sender: Any, feedback_id: int, **_: Any) -> None:
        heard.append(feedback_id)

    feedback_given.connect(listen)
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):
            given = _give(_sop(cast), cast.rosa)
            assert heard == []
    finally:
        feedback_given.disconnect(listen)
    assert heard == [given.pk]


# Who sees it


MATRIX = [("rosa", True, False), ("gus", False, False), ("ed", True, True), ("ava", True, True), ("dee", False, False)]


@pytest.mark.parametrize(("who", "sees", "answers"), MATRIX)
def test_givers_see_their_own_and_who_looks_after_the_sop_sees_all(
    cast: Cast, who: str, sees: bool, answers: bool
) -> None:
    given, person = _give(_sop(cast), cast.rosa), getattr(cast, who)
    assert Feedback.objects.visible_to(person).filter(pk=given.pk).exists() is sees
    assert Feedback.objects.editable_by(person).filter(pk=given.pk).exists() is answers


def test_an_owner_answers_without_being_an_editor_as_long_as_they_may_read_the_sop(cast: Cast) -> None:
    given = _give(_sop(cast, owner=cast.rosa), cast.gus)
    assert Feedback.objects.editable_by(cast.rosa).filter(pk=given.pk).exists()
    Library.objects.filter(pk=cast.sales.pk).update(is_open=False)
    Membership.objects.filter(user=cast.rosa).delete()
    assert not Feedback.objects.visible_to(cast.rosa).exists()


def test_what_one_gave_is_gone_with_the_right_to_read_the_sop(cast: Cast) -> None:
    """Case 40."""
    given = _give(_sop(cast), cast.gus)
    Library.objects.filter(pk=cast.sales.pk).update(is_open=False)
    assert client_of(cast.gus).get(f"/feedback/{given.pk}").status_code == 404
    assert "Request a discount" not in text_of(client_of(cast.gus), "/feedback")


# Answering


def test_open_then_accepted_then_done_and_the_rep_reads_the_answer(cast: Cast) -> None:
    given = _give(_sop(cast), cast.rosa)
    editor, rep = client_of(cast.ed), client_of(cast.rosa)
    editor.post(f"/feedback/{given.pk}/answer", {"status": "accepted", "answer": "Right, I'll mend it."})
    assert "Right, I&#x27;ll mend it." in text_of(rep, "/feedback?show=given")
    assert _inbox(cast.rosa) == ["Your feedback on step 2 of “Request a discount” was accepted. “Right, I'll mend it.”"]
    editor.post(f"/feedback/{given.pk}/answer", {"status": "done", "answer": "Mended."})
    html = text_of(rep, f"/feedback/{given.pk}")
    assert "Done" in html
    assert "Mended." in html
    assert [notice.text for notice in Notice.objects.unread().visible_to(cast.rosa)] == [
        "Your feedback on step 2 of “Request a discount” was done. “Mended.”"
    ]


def test_declining_needs_a_reason(cast: Cast) -> None:
    given = _give(_sop(cast), cast.rosa)
    client = client_of(cast.ed)
    refused = client.post(f"/feedback/{given.pk}/answer", {"status": "declined"})
    assert refused.status_code == 422
    assert "Say why it is declined" in refused.content.decode()
    client.post(f"/feedback/{given.pk}/answer", {"status": "declined", "answer": "Finance wants it so."})
    assert Feedback.objects.get().status == "declined"
    assert "declined. “Finance wants it so.”" in _inbox(cast.rosa)[0]


def test_a_decision_can_be_taken_back_and_only_then_be_another(cast: Cast) -> None:
    given = _give(_sop(cast), cast.rosa)
    feedback.answer(feedback=given, status="done", text="", by=cast.ed)
    with pytest.raises(ValidationError, match="Open it again first"):
        feedback.answer(feedback=given, status="declined", text="No", by=cast.ed)
    feedback.answer(feedback=given, status="open", text="", by=cast.ed)
    assert Feedback.objects.get().is_undecided


def test_the_giver_and_strangers_can_not_decide(cast: Cast) -> None:
    given = _give(_sop(cast), cast.rosa)
    for who, status in (("rosa", 403), ("gus", 404), ("dee", 404)):
        answer = client_of(getattr(cast, who)).post(f"/feedback/{given.pk}/answer", {"status": "done"})
        assert answer.status_code == status
    assert Feedback.objects.get().status == "open"


def test_a_decision_settles_the_notice_of_the_owner_and_is_in_the_audit_log(cast: Cast) -> None:
    given = _give(_sop(cast), cast.rosa)
    assert Notice.objects.unread().filter(person=cast.ed).exists()
    feedback.answer(feedback=given, status="accepted", text="", by=cast.ava)
    assert not Notice.objects.unread().filter(person=cast.ed).exists()
    event = AuditEvent.objects.get(verb="accepted feedback on")
    assert (event.actor, event.library, event.subject) == (cast.ava, cast.sales, given.where)


# Closed by a version


def test_publishing_closes_the_feedback_that_the_version_answers(cast: Cast) -> None:
    sop = _sop(cast)
    ticked, other = _give(sop, cast.rosa), _give(sop, cast.gus, 1, text="Something else")
    foreign = _give(make_sop(cast.sales, cast.ed, "Another"), cast.rosa)
    editing.update_step(step=step_of(sop, 2), by=cast.ed, title="Click **Ask for discount**")
    client = client_of(cast.ed)
    panel = text_of(client, f"/sops/{sop.key}/publish")
    assert f'name="closes" value="{ticked.pk}"' in panel
    assert f'value="{foreign.pk}"' not in panel
    client.post(f"/sops/{sop.key}/publish", {"note": "", "closes": [ticked.pk, foreign.pk, "nonsense"]})
    ticked.refresh_from_db()
    assert (ticked.status, ticked.closed_in.number if ticked.closed_in else None) == ("done", 2)
    for row in (other, foreign):
        row.refresh_from_db()
        assert row.status == "open"
    assert "Version 2 answers your feedback on step 2 of “Request a discount”." in _inbox(cast.rosa)
    assert "version 2</a>" in text_of(client_of(cast.rosa), f"/feedback/{ticked.pk}")


def test_a_publication_that_fails_closes_nothing(cast: Cast) -> None:
    sop = _sop(cast)
    given = _give(sop, cast.rosa)
    editing.update_step(step=step_of(sop, 1), by=cast.ed, title="", body="")
    assert client_of(cast.ed).post(f"/sops/{sop.key}/publish", {"closes": [given.pk]}).status_code == 422
    assert Feedback.objects.get().status == "open"


# Counts and lists


def test_cards_of_the_editor_and_the_sop_page_count_what_is_undecided(cast: Cast) -> None:
    sop = _sop(cast)
    _give(sop, cast.rosa, 2)
    _give(sop, cast.gus, 2)
    feedback.answer(feedback=_give(sop, cast.gus, 3), status="done", text="", by=cast.ed)
    card = text_of(client_of(cast.ed), f"/sops/{sop.key}/edit/steps/{step_of(sop, 2).key}")
    assert "2 feedback" in card
    assert " feedback</a>" not in text_of(client_of(cast.ed), f"/sops/{sop.key}/edit/steps/{step_of(sop, 3).key}")
    address = f"/feedback?show=all&amp;sop={sop.key}"
    assert address in text_of(client_of(cast.ed), sop.get_absolute_url())
    assert address not in text_of(client_of(cast.rosa), sop.get_absolute_url())


def test_lists_are_by_side_and_state_oldest_first_where_one_has_to_decide(cast: Cast) -> None:
    mine, hers = _sop(cast), make_sop(cast.sales, cast.ed, "Hers", owner=cast.ava)
    _give(mine, cast.rosa, 1, text="First one")
    _give(mine, cast.rosa, 2, text="Second one")
    _give(hers, cast.rosa, 1, text="About hers")
    client = client_of(cast.ed)
    owned = text_of(client, "/feedback")
    assert owned.index("First one") < owned.index("Second one")
    assert "About hers" not in owned
    assert "About hers" in text_of(client, "/feedback?show=all")
    assert "First one" in text_of(client_of(cast.rosa), "/feedback"), "A rep sees what they gave."
    assert "You gave no feedback yet" in text_of(client_of(cast.gus), "/feedback")
    assert "Nothing to answer here" in text_of(client, "/feedback?status=declined")
    assert "First one" not in text_of(client, f"/feedback?show=all&sop={hers.key}")


@pytest.mark.parametrize("show", ["all", "mine", "given"])
def test_the_list_asks_the_same_of_the_database_for_1_piece_and_for_11(cast: Cast, show: str) -> None:
    sop, client = _sop(cast), client_of(cast.ed)
    giver = cast.ed if show == "given" else cast.rosa
    _give(sop, giver)
    one = queries_for(client, f"/feedback?show={show}")
    for number in range(10):
        _give(make_sop(cast.sales, cast.ed, f"SOP {number}"), giver, 1 + number % 3, text=str(number))
    assert queries_for(client, f"/feedback?show={show}") == one


def test_the_editor_asks_once_for_all_cards(cast: Cast) -> None:
    sop, client = _sop(cast), client_of(cast.ed)
    address = f"/sops/{sop.key}/edit"
    without = queries_for(client, address)
    for number in (1, 2, 3):
        _give(sop, cast.rosa, number)
    assert queries_for(client, address) <= without + 1  # the bell has something to count now


# Text of people


@pytest.mark.parametrize("text", XSS)
def test_text_of_people_is_shown_as_text_everywhere(cast: Cast, text: str) -> None:
    """Case 22."""
    sop = _sop(cast)
    given = _give(sop, cast.rosa, text=text)
    feedback.answer(feedback=given, status="accepted", text=text, by=cast.ed)
    pages = {
        cast.ed: ["/feedback?show=all", f"/feedback/{given.pk}", "/inbox", f"/sops/{sop.key}/publish"],
        cast.rosa: ["/feedback?show=given", f"/feedback/{given.pk}", "/inbox"],
    }
    for person, addresses in pages.items():
        for address in addresses:
            html = text_of(client_of(person), address)
            assert not re.search(r"<script>alert|<img src=x|<svg/onload|<b>bold|href=\"javascript:", html), address
            assert "14" not in re.findall(r"said-text\">([^<]*)", html)


def test_texts_that_no_database_takes_are_refused(cast: Cast) -> None:
    """Case 31."""
    with pytest.raises(ValidationError, match="can't be stored"):
        _give(_sop(cast), cast.rosa, text="a\ud800b")
    assert _give(_sop(cast, title="Other"), cast.rosa, text="😀 שלום").text == "😀 שלום"
