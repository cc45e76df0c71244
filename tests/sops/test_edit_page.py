"""The editor as a page: without script first, in pieces for scripts."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sops.models import Sop
from sops.pictures import store_picture
from sops.services import editing
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
JSON = {"headers": {"accept": "application/json"}}
HTMX = {"headers": {"hx-request": "true"}}


@pytest.fixture
def sop(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def card_url(sop: Sop, number: int = 1, verb: str = "") -> str:
    return f"/sops/{sop.key}/edit/steps/{step_of(sop, number).key}{f'/{verb}' if verb else ''}"


def form_of(sop: Sop, number: int = 1, **fields: Any) -> dict[str, Any]:
    step = step_of(sop, number)
    return {"revision": step.revision, "title": step.title, "body": step.body, "kind": step.kind, **fields}


@pytest.mark.parametrize(("who", "status"), [("ed", 200), ("ava", 200), ("rosa", 403), ("gus", 403)])
def test_only_editors_open_the_editor(cast: Cast, sop: Sop, who: str, status: int) -> None:
    assert signed_in(getattr(cast, who)).get(f"/sops/{sop.key}/edit").status_code == status


def test_a_closed_librarys_sop_is_not_there_for_others(cast: Cast) -> None:
    closed = make_sop(cast.desk, cast.dee)
    assert signed_in(cast.ed).get(f"/sops/{closed.key}/edit").status_code == 404
    assert signed_in(cast.ed).post(card_url(closed, verb="remove")).status_code == 404


def test_a_step_is_only_reached_through_its_own_sop(browse: Client, cast: Cast, sop: Sop) -> None:
    other = make_sop(cast.sales, cast.ed, title="Another")
    assert browse.get(f"/sops/{other.key}/edit/steps/{step_of(sop).key}").status_code == 404


def test_nothing_changes_by_a_get(browse: Client, sop: Sop) -> None:
    for verb in ("move", "remove", "bring-back", "duplicate", "split", "merge", "picture", "checked"):
        assert browse.get(card_url(sop, verb=verb)).status_code == 405
    for path in ("withdraw", "discard", "remove", "edit/steps", "edit/undo"):
        assert browse.get(f"/sops/{sop.key}/{path}").status_code == 405


def test_without_script_a_card_is_opened_by_its_address_and_saved_by_its_button(browse: Client, sop: Sop) -> None:
    step = step_of(sop, 2)
    page = browse.get(f"/sops/{sop.key}/edit?open={step.key}").content.decode()
    assert f'name="title" maxlength="300" value="{step.title}"' in page
    answer = browse.post(card_url(sop, 2), form_of(sop, 2, title="Press **Request**"))
    assert answer.status_code == 302
    assert answer["Location"] == f"/sops/{sop.key}/edit?open={step.key}#e-{step.key}"
    assert step_of(sop, 2).title == "Press **Request**"


def test_a_form_that_saves_itself_is_told_the_new_revision_and_how_it_reads(browse: Client, sop: Sop) -> None:
    answer = browse.post(card_url(sop), form_of(sop, title="Press **Save**", body="<script>x</script> *now*"), **JSON)
    assert answer.status_code == 200
    data = answer.json()
    assert (data["revision"], data["merged"]) == (2, False)
    assert data["title"] == "Press <strong>Save</strong>"
    assert "<script>" not in data["preview"]
    assert "<em>now</em>" in data["preview"]


def test_a_slow_second_editor_sees_both_texts_and_decides(cast: Cast, browse: Client, sop: Sop) -> None:
    editing.update_step(step=step_of(sop), by=cast.ava, title="Open the opportunity")
    form = form_of(sop, title="Open the record") | {"revision": 1}
    answer = browse.post(card_url(sop), form, **JSON)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Ava changed this while you were writing" in html
    assert "Open the opportunity" in html
    assert 'value="Open the record"' in html
    assert step_of(sop).title == "Open the opportunity"
    browse.post(card_url(sop), form | {"revision": 2})
    assert step_of(sop).title == "Open the record"


def test_deciding_a_conflict_puts_no_old_words_into_other_fields(cast: Cast, browse: Client, sop: Sop) -> None:
    editing.update_step(step=step_of(sop), by=cast.ava, title="Hers", body="Her body", links=[{"label": "Hers"}])
    form = form_of(sop, title="His", body="", has_links="1") | {"revision": 1}
    html = browse.post(card_url(sop), form, **JSON).content.decode()
    assert "Her body</textarea>" in html
    assert 'name="link_label" aria-label="Words of link 1" maxlength="200" value="Hers"' in html


def test_taking_what_is_stored_keeps_it(cast: Cast, browse: Client, sop: Sop) -> None:
    editing.update_step(step=step_of(sop), by=cast.ava, title="Hers", body="Hers too")
    browse.post(card_url(sop), form_of(sop, title="His", body="His too", take="title"))
    assert (step_of(sop).title, step_of(sop).body) == ("Hers", "His too")


def test_without_script_a_conflict_is_a_page_with_the_persons_words(cast: Cast, browse: Client, sop: Sop) -> None:
    editing.update_step(step=step_of(sop), by=cast.ava, title="Hers")
    answer = browse.post(card_url(sop), form_of(sop, title="His") | {"revision": 1})
    assert answer.status_code == 409
    assert 'value="His"' in answer.content.decode()


def test_changes_of_another_are_joined_and_the_page_is_told_to_fetch_them(cast: Cast, browse: Client, sop: Sop) -> None:
    editing.update_step(step=step_of(sop), by=cast.ava, body="Hers")
    form = form_of(sop, title="His", body="") | {"revision": 1}
    assert browse.post(card_url(sop), form, **JSON).json()["merged"] is True
    assert (step_of(sop).title, step_of(sop).body) == ("His", "Hers")


def test_what_cannot_be_saved_is_told_in_a_sentence(browse: Client, sop: Sop) -> None:
    form = form_of(sop, has_links="1", link_label="Click", link_address="javascript:alert(1)", link_kind="")
    answer = browse.post(card_url(sop), form, **JSON)
    assert answer.status_code == 422
    assert "not a web address" in answer.json()["detail"]
    page = browse.post(card_url(sop), form)
    assert page.status_code == 422
    assert "not a web address" in page.content.decode()


def test_a_decision_is_written_row_by_row(browse: Client, cast: Cast, sop: Sop) -> None:
    other = make_sop(cast.sales, cast.ed, title="Escalate")
    third = step_of(sop, 3)
    browse.post(
        card_url(sop),
        form_of(sop, kind="decision", has_branches="1")
        | {
            "branch_condition": ["Above 20 %", "Above 40 %", "Else", ""],
            "branch_target": [f"step:{third.key}", "sop", "end", "end"],
            "branch_sop": ["", f"Escalate · {other.key}", "", ""],
        },
    )
    assert step_of(sop).branches == [
        {"condition": "Above 20 %", "target_kind": "step", "target_key": third.key},
        {"condition": "Above 40 %", "target_kind": "sop", "target_key": other.key},
        {"condition": "Else", "target_kind": "end", "target_key": ""},
    ]


def test_a_branch_to_a_removed_step_is_shown_as_broken_and_blocks_publishing(
    browse: Client, sop: Sop, cast: Cast
) -> None:
    branch = {"condition": "If", "target_kind": "step", "target_key": step_of(sop, 3).key}
    editing.update_step(step=step_of(sop), by=cast.ed, kind="decision", branches=[branch])
    browse.post(card_url(sop, 3, "remove"))
    page = browse.get(f"/sops/{sop.key}/edit?open={step_of(sop).key}").content.decode()
    assert "A way on is broken" in page
    assert "This step was removed. Choose where to go instead." in page
    answer = browse.post(f"/sops/{sop.key}/publish")
    assert answer.status_code == 422
    assert "leads to a step that is not there" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "stored"),
    [
        ("https://example.com/prices", {"url": "https://example.com/prices", "sop_key": ""}),
        ("example.com/prices", {"url": "https://example.com/prices", "sop_key": ""}),
        ("Escalate · bcd2345", {"url": "", "sop_key": "bcd2345"}),
        ("/sops/bcd2345/", {"url": "", "sop_key": "bcd2345"}),
    ],
)
def test_a_link_leads_to_an_address_or_an_sop(browse: Client, sop: Sop, address: str, stored: dict[str, str]) -> None:
    form = form_of(sop, has_links="1", link_label="Prices", link_address=address, link_kind="price_list")
    browse.post(card_url(sop), form)
    [link] = step_of(sop).links
    assert {name: link[name] for name in stored} == stored


def test_a_highlight_is_set_by_numbers_and_left_alone_when_nobody_moved_it(
    browse: Client, sop: Sop, cast: Cast
) -> None:
    shot = store_picture(sop=sop, content=picture_bytes())
    exact = {"x": 1 / 3, "y": 0.25, "width": 0.1234567, "height": 0.1}
    editing.update_step(step=step_of(sop), by=cast.ed, screenshot=shot, highlight=exact)
    sides = {"highlight_x": "33.33", "highlight_y": "25.0", "highlight_width": "12.35", "highlight_height": "10.0"}
    browse.post(card_url(sop), form_of(sop, highlight_was="33.33 25.0 12.35 10.0", title="New", **sides))
    assert (step_of(sop).title, step_of(sop).highlight) == ("New", exact)
    browse.post(card_url(sop), form_of(sop, highlight_was="33.33 25.0 12.35 10.0", **sides | {"highlight_x": "50"}))
    assert step_of(sop).highlight == {"x": 0.5, "y": 0.25, "width": 0.1235, "height": 0.1}
    browse.post(card_url(sop), form_of(sop, highlight_was="50.0 25.0 12.35 10.0", **dict.fromkeys(sides, "")))
    assert step_of(sop).highlight is None


def test_steps_are_added_moved_doubled_removed_and_brought_back(browse: Client, sop: Sop) -> None:
    first = step_of(sop)
    assert browse.post(f"/sops/{sop.key}/edit/steps", {"after": first.key}, **HTMX).status_code == 200
    assert step_of(sop, 2).title == ""
    browse.post(f"/sops/{sop.key}/edit/steps", {"after": "first"})
    assert step_of(sop, 2) == first
    assert browse.post(card_url(sop, 2, "move"), {"to": 0}, **HTMX).status_code == 204
    assert step_of(sop, 1) == first
    browse.post(card_url(sop, 1, "move"), {"way": "down"})
    assert step_of(sop, 2) == first
    browse.post(card_url(sop, 2, "duplicate"))
    assert step_of(sop, 3).title == first.title
    url = card_url(sop, 2, "remove")
    assert browse.post(url, **HTMX).content == b""
    assert step_of(sop, 2) != first
    browse.post(url.replace("/remove", "/bring-back"), **HTMX)
    assert step_of(sop, 2) == first


def test_a_picture_is_uploaded_replaced_and_taken_away(browse: Client, sop: Sop) -> None:
    upload = SimpleUploadedFile("screen.png", picture_bytes(), "image/png")
    html = browse.post(card_url(sop, verb="picture"), {"picture": upload}, **HTMX).content.decode()
    assert step_of(sop).screenshot.width == 320
    assert step_of(sop).screenshot.sha256 in html
    browse.post(card_url(sop, verb="picture"), {"remove": "1"})
    assert step_of(sop).screenshot is None


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"not a picture"])
def test_what_is_no_picture_is_refused_in_a_sentence(browse: Client, sop: Sop, content: bytes) -> None:
    upload = SimpleUploadedFile("screen.png", content, "image/png")
    answer = browse.post(card_url(sop, verb="picture"), {"picture": upload}, **HTMX)
    assert answer.status_code == 422
    assert "PNG, JPEG or WebP" in answer.json()["detail"]


def test_what_is_unsure_is_listed_first_and_opened(browse: Client, sop: Sop, cast: Cast) -> None:
    editing.update_step(step=step_of(sop, 2), by=cast.ed, unsure=["value", "box"])
    editing.update_step(step=step_of(sop, 3), by=cast.ed, confidence=0.3)
    page = browse.get(f"/sops/{sop.key}/edit").content.decode()
    assert "2 things to check" in page
    assert "2 · value, highlight" in page
    assert 'class="card open-card" id="e-' + step_of(sop, 2).key in page
    browse.post(card_url(sop, 2, "checked"))
    assert step_of(sop, 2).unsure == []
    assert "1 thing to check" in browse.get(f"/sops/{sop.key}/edit").content.decode()


def test_details_are_saved_with_lines_tags_and_people(browse: Client, sop: Sop, cast: Cast) -> None:
    sop.refresh_from_db()
    form = {
        "revision": sop.revision,
        "title": "Request a discount approval",
        "purpose": "So that quotes go out in time",
        "prerequisites": "An opportunity\r\n\r\nA close date",
        "tags": "discount, approval, discount",
        "owner": cast.ava.pk,
        "review_every_months": "3",
        "minutes": "4",
    }
    assert browse.post(f"/sops/{sop.key}/edit/details", form, **JSON).status_code == 200
    sop.refresh_from_db()
    assert (sop.title, sop.owner, sop.review_every_months, sop.minutes) == (form["title"], cast.ava, 3, 4)
    assert sop.prerequisites == ["An opportunity", "A close date"]
    assert sop.tags == ["discount", "approval"]


def test_an_owner_from_outside_the_library_is_refused(browse: Client, sop: Sop, cast: Cast) -> None:
    form = {"title": sop.title, "owner": cast.dee.pk, "review_every_months": "6"}
    answer = browse.post(f"/sops/{sop.key}/edit/details", form, **JSON)
    assert answer.status_code == 422
    assert "Owner" in answer.json()["detail"]


def test_a_new_sop_starts_as_a_draft_in_a_library_where_one_may_edit(browse: Client, cast: Cast) -> None:
    answer = browse.post("/sops/new", {"title": "Close a deal", "library": cast.sales.pk})
    sop = Sop.objects.get(title="Close a deal")
    assert answer["Location"] == f"/sops/{sop.key}/edit"
    assert (sop.library, sop.owner, sop.is_published) == (cast.sales, cast.ed, False)
    assert browse.post("/sops/new", {"title": "Sneak in", "library": cast.desk.pk}).status_code == 422
    assert signed_in(cast.rosa).get("/sops/new").status_code == 403


def test_publishing_says_what_changes_and_then_makes_the_next_version(browse: Client, sop: Sop, cast: Cast) -> None:
    assert "Nothing has changed since version 1" in browse.get(f"/sops/{sop.key}/publish").content.decode()
    editing.update_step(step=step_of(sop), by=cast.ed, title="Another")
    page = browse.get(f"/sops/{sop.key}/publish", **HTMX).content.decode()
    assert "1 changed" in page
    assert "Publish version 2" in page
    answer = browse.post(f"/sops/{sop.key}/publish", {"note": "New screen"})
    assert answer["Location"] == f"/sops/{sop.key}/"
    version = sop.versions.get(number=2)
    assert (version.note, version.published_by) == ("New screen", cast.ed)


def test_withdrawing_discarding_and_removing(browse: Client, sop: Sop, cast: Cast) -> None:
    editing.update_step(step=step_of(sop), by=cast.ed, title="Another")
    browse.post(f"/sops/{sop.key}/discard")
    assert step_of(sop).title == "Open the deal"
    browse.post(f"/sops/{sop.key}/withdraw")
    assert not Sop.objects.visible_to(cast.rosa).exists()
    assert browse.post(f"/sops/{sop.key}/remove").status_code == 302
    assert browse.get(f"/sops/{sop.key}/edit").status_code == 404


def test_history_and_comparison_show_who_changed_which_words(browse: Client, sop: Sop, cast: Cast) -> None:
    editing.update_step(step=step_of(sop), by=cast.ava, title="Open the opportunity")
    page = browse.get(f"/sops/{sop.key}/history").content.decode()
    assert "Ava" in page
    assert "edited" in page
    assert "<del>deal</del>" in page
    comparison = browse.get(f"/sops/{sop.key}/compare").content.decode()
    assert "<del>deal</del>" in comparison
    assert "<ins>opportunity</ins>" in comparison


def test_a_reader_compares_versions_but_never_the_draft(cast: Cast, sop: Sop) -> None:
    reader = signed_in(cast.rosa)
    assert reader.get(f"/sops/{sop.key}/compare").status_code == 200
    assert reader.get(f"/sops/{sop.key}/compare?from=1&to=draft").status_code == 404
    assert reader.get(f"/sops/{sop.key}/compare?from=7&to=x").status_code == 404
    assert "edited" not in reader.get(f"/sops/{sop.key}/history").content.decode()


def test_a_version_comes_back_into_the_draft(browse: Client, sop: Sop, cast: Cast) -> None:
    editing.update_step(step=step_of(sop), by=cast.ed, title="Another")
    browse.post(f"/sops/{sop.key}/publish")
    browse.post(f"/sops/{sop.key}/versions/1/restore")
    assert step_of(sop).title == "Open the deal"
    sop.refresh_from_db()
    assert sop.current_version.number == 2


@pytest.mark.parametrize("steps", [5, 50])
def test_the_editor_asks_the_database_as_little_for_fifty_steps(
    browse: Client, cast: Cast, steps: int, django_assert_max_num_queries: Any
) -> None:
    sop = make_sop(cast.sales, cast.ed, steps=[f"Step {number}" for number in range(steps)])
    browse.get(f"/sops/{sop.key}/edit")
    with django_assert_max_num_queries(15):
        assert browse.get(f"/sops/{sop.key}/edit").status_code == 200


def test_details_that_two_people_changed_are_laid_side_by_side(cast: Cast, browse: Client, sop: Sop) -> None:
    sop.refresh_from_db()
    editing.update_sop(sop=sop, by=cast.ava, purpose="Her why", who="Everybody")
    form = {"revision": sop.revision, "title": sop.title, "purpose": "His why", "who": "", "review_every_months": "6"}
    answer = browse.post(f"/sops/{sop.key}/edit/details", form, **JSON)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Ava changed this" in html
    assert "Her why" in html
    assert ">His why</textarea>" in html.replace("\n", "")
    assert ">Everybody</textarea>" in html.replace("\n", "")
    browse.post(f"/sops/{sop.key}/edit/details", form | {"revision": sop.revision + 1, "who": "Everybody"})
    sop.refresh_from_db()
    assert (sop.purpose, sop.who) == ("His why", "Everybody")


def test_undo_brings_back_the_card_or_the_details_that_it_changed(cast: Cast, browse: Client, sop: Sop) -> None:
    editing.update_sop(sop=sop, by=cast.ed, purpose="To win")
    editing.update_step(step=step_of(sop), by=cast.ed, title="Another")
    answer = browse.post(f"/sops/{sop.key}/edit/undo", **HTMX)
    assert answer["HX-Retarget"] == f"#e-{step_of(sop).key}"
    assert step_of(sop).title == "Open the deal"
    assert browse.post(f"/sops/{sop.key}/edit/undo", **HTMX)["HX-Retarget"] == "#about"
    assert browse.post(f"/sops/{sop.key}/edit/undo", **HTMX).status_code == 422
    assert browse.post(f"/sops/{sop.key}/edit/undo").status_code == 302


def test_a_rule_that_was_only_spoken_is_offered_as_a_decision(cast: Cast, browse: Client, sop: Sop) -> None:
    note = "If the discount is above twenty percent, you need the VP Sales."
    editing.update_step(step=step_of(sop), by=cast.ed, note=note, note_kind="decision")
    page = browse.get(f"/sops/{sop.key}/edit?open={step_of(sop).key}").content.decode()
    assert 'data-make-decision="the discount is above twenty percent"' in page


def test_text_of_people_is_never_markup(cast: Cast, browse: Client) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    sop = make_sop(cast.sales, cast.ed, title=attack, steps=[attack])
    editing.update_step(
        step=step_of(sop),
        by=cast.ed,
        body=attack,
        note=attack,
        alt=attack,
        kind="decision",
        branches=[{"condition": attack, "target_kind": "end", "target_key": ""}],
        links=[{"label": attack, "url": "https://example.com", "sop_key": "", "kind": ""}],
        evidence={"said": attack},
        unsure=[attack],
    )
    for path in ("edit", "publish", "history", "compare?from=1&to=draft"):
        page = browse.get(f"/sops/{sop.key}/{path}").content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_an_editor_previews_the_draft_and_a_reader_does_not(cast: Cast, browse: Client, sop: Sop) -> None:
    editing.update_step(step=step_of(sop), by=cast.ed, title="Only in the draft")
    assert "Only in the draft" in browse.get(f"/sops/{sop.key}/?draft=1").content.decode()
    assert "Only in the draft" not in signed_in(cast.rosa).get(f"/sops/{sop.key}/?draft=1").content.decode()
