"""The review page, what the editor, the library and Home show of it, and the policy's page."""

import pytest
from django.urls import reverse

from access.models import AuditEvent, User
from sops.models import ApprovalPolicy, Category, NamedApprover, Sop
from sops.services import commenting, editing, policies, publishing, reviewing
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

Rule = ApprovalPolicy.Rule


@pytest.fixture
def sop(cast: Cast) -> Sop:
    """Version 1 is published, the draft says something else, one approver is asked for."""
    sop = make_sop(
        cast.sales, cast.ed, steps=["Open the deal", "Click **Request discount**", "Enter 15 percent", "Send"]
    )
    editing.update_step(step=step_of(sop, 3), by=cast.ed, title="Enter 20 percent")
    policies.set_policy(library=cast.sales, rule=Rule.ONE, by=cast.adam)
    sop.refresh_from_db()
    return sop


def page(cast: Cast, sop: Sop, who: str = "ava", query: str = "", status: int = 200) -> str:
    return text_of(client_of(getattr(cast, who)), f"/sops/{sop.key}/review{query}", status)


def hash_of(sop: Sop) -> str:
    return publishing.document_of(Sop.objects.get(pk=sop.pk)).content_hash()


def test_it_shows_what_changed_since_the_last_version(cast: Cast, sop: Sop) -> None:
    html = page(cast, sop)
    assert "Changed since version 1" in html
    assert "<del>15</del><ins>20</ins>" in html
    assert "Open the deal" not in html.split('class="side-right review"')[1]
    assert "3 steps are the same" in html
    assert "Open the deal" in page(cast, sop, query="?all=1")


def test_after_an_approval_it_shows_what_changed_since_that(cast: Cast, sop: Sop) -> None:
    reviewing.send(sop=sop, by=cast.ed)
    reviewing.approve(sop=sop, by=cast.ava, content_hash=hash_of(sop))
    editing.update_step(step=step_of(sop, 4), by=cast.ed, title="Send it off")
    html = page(cast, sop)
    assert "what was approved on" in html
    assert "<del>15</del>" not in html
    assert "<ins>" in html
    assert "Approval void" in html
    assert "<del>15</del>" in page(cast, sop, query="?since=published")


def test_a_first_draft_is_shown_as_a_whole(cast: Cast) -> None:
    draft = make_sop(cast.sales, cast.ed, publish=False, purpose="To win deals")
    html = page(cast, draft)
    assert "all of it is new" in html
    assert "To win deals" in html
    assert "Click <strong>Request discount</strong>" in html


def test_a_person_sends_approves_and_publishes(cast: Cast, sop: Sop) -> None:
    ed, ava = client_of(cast.ed), client_of(cast.ava)
    asked = text_of(ed, f"/sops/{sop.key}/publish")
    assert "This library asks for an approval before publishing" in asked
    assert "Publish version 2</button>" not in asked
    assert ed.post(f"/sops/{sop.key}/review/send", {"note": "New limit"}).status_code == 302
    html = page(cast, sop)
    assert hash_of(sop)[:12] in html
    assert "New limit" in html
    assert "Approve</button>" in html
    assert "Approve</button>" not in page(cast, sop, "ed")
    refused = ed.post(f"/sops/{sop.key}/publish", {})
    assert (refused.status_code, "1 approval is missing" in refused.content.decode()) == (422, True)
    assert ava.post(f"/sops/{sop.key}/review/approve", {"content_hash": hash_of(sop)}).status_code == 302
    assert ed.post(f"/sops/{sop.key}/publish", {}).status_code == 302
    sop.refresh_from_db()
    assert sop.current_version.number == 2


def test_approving_other_words_than_those_read_is_a_conflict(cast: Cast, sop: Sop) -> None:
    """Case 15: the page sends the hash that it showed."""
    reviewing.send(sop=sop, by=cast.ed)
    read = hash_of(sop)
    editing.update_step(step=step_of(sop), by=cast.ed, title="Changed meanwhile")
    answer = client_of(cast.ava).post(f"/sops/{sop.key}/review/approve", {"content_hash": read})
    assert answer.status_code == 409
    assert "It was changed while you were reading" in answer.content.decode()
    assert "Changed meanwhile" in answer.content.decode()


def test_who_may_not_approve_is_refused(cast: Cast, sop: Sop) -> None:
    reviewing.send(sop=sop, by=cast.ed)
    own = client_of(cast.ed).post(f"/sops/{sop.key}/review/approve", {"content_hash": hash_of(sop)})
    assert own.status_code == 422
    assert "You made the last change" in own.content.decode()
    assert client_of(cast.ed).post(f"/sops/{sop.key}/review/send-back", {"reason": "x"}).status_code == 403
    assert client_of(cast.rosa).post(f"/sops/{sop.key}/review/approve", {}).status_code == 403


@pytest.mark.parametrize("field", ["approved_by", "state", "by", "round", "status"])
def test_nothing_but_the_hash_is_taken_from_the_form(cast: Cast, sop: Sop, field: str) -> None:
    """Case 14: mass assignment."""
    reviewing.send(sop=sop, by=cast.ed)
    sent = {"content_hash": hash_of(sop), field: str(cast.adam.pk)}
    client_of(cast.ava).post(f"/sops/{sop.key}/review/approve", sent)
    assert sop.rounds.get().approvals.get().by == cast.ava


def test_sent_back_keeps_the_reason_that_was_too_short_for_it(cast: Cast, sop: Sop) -> None:
    reviewing.send(sop=sop, by=cast.ed)
    assert client_of(cast.ava).post(f"/sops/{sop.key}/review/send-back", {"reason": ""}).status_code == 422
    client_of(cast.ava).post(f"/sops/{sop.key}/review/send-back", {"reason": "Ask finance first."})
    assert "Ask finance first." in page(cast, sop, "ed")


def test_the_state_says_at_once_that_an_approval_is_void(cast: Cast, sop: Sop) -> None:
    reviewing.send(sop=sop, by=cast.ed)
    seen = hash_of(sop)
    reviewing.approve(sop=sop, by=cast.ava, content_hash=seen)
    client = client_of(cast.ed)
    assert "<strong>Approved</strong> by Ava" in text_of(client, f"/sops/{sop.key}/review/state")
    editing.update_step(step=step_of(sop), by=cast.ed, title="Another title")
    assert "The approval is void" in text_of(client, f"/sops/{sop.key}/review/state")
    assert "It was changed while you were reading" in text_of(client, f"/sops/{sop.key}/review/state?seen={seen}")


def test_threads_stand_at_their_steps_and_in_the_editor(cast: Cast, sop: Sop) -> None:
    step = step_of(sop, 2)
    row = commenting.comment(sop=sop, step=step, by=cast.ava, text="Which button?")
    assert f'id="c-{row.pk}"' in page(cast, sop)  # the step is the same, but something was said
    html = text_of(client_of(cast.ed), f"/sops/{sop.key}/edit")
    assert "Which button?" in html
    assert 'title="1 open comment"' in html
    client_of(cast.ed).post(f"/sops/{sop.key}/comments/{row.pk}/resolve", {"back": "edit"})
    assert 'title="1 open comment"' not in text_of(client_of(cast.ed), f"/sops/{sop.key}/edit")


def test_a_link_to_a_comment_leads_to_it(cast: Cast, sop: Sop) -> None:
    row = commenting.comment(sop=sop, by=cast.ava, text="Hm")
    answer = client_of(cast.ed).get(row.get_absolute_url())
    assert answer["Location"] == f"/sops/{sop.key}/review#c-{row.pk}"
    assert client_of(cast.gus).get(row.get_absolute_url()).status_code == 403
    other = make_sop(cast.sales, cast.ed, "Another", publish=False)
    assert client_of(cast.ed).get(f"/sops/{other.key}/comments/{row.pk}").status_code == 404


def test_an_id_of_another_sop_is_refused(cast: Cast, sop: Sop) -> None:
    """Case 11: a step, a suggestion, a share of one SOP under the address of another."""
    other = make_sop(cast.sales, cast.ed, "Another", publish=False)
    made = commenting.suggest(step=step_of(other), by=cast.ava, field="title", after="X")
    client = client_of(cast.ed)
    for place, data in (
        (f"comments/{made.comment.pk}/accept", {}),
        ("comments", {"text": "x", "step": step_of(other).key}),
        ("comments/suggest", {"step": step_of(other).key, "field": "title", "after": "x"}),
    ):
        assert client.post(f"/sops/{sop.key}/{place}", data).status_code == 404


def test_people_are_offered_who_see_the_draft(cast: Cast, sop: Sop) -> None:
    found = client_of(cast.ed).get(f"/sops/{sop.key}/draft/people?q=a").json()["people"]
    assert [person["name"] for person in found] == ["Adam", "Ava"]
    everybody = client_of(cast.ed).get(f"/sops/{sop.key}/draft/people").json()["people"]
    assert {person["name"] for person in everybody} == {"Adam", "Ava", "Ed"}


def test_scripts_get_the_threads_of_the_step(cast: Cast, sop: Sop) -> None:
    step = step_of(sop)
    client = client_of(cast.ava)
    sent = {"text": "Which deal?", "step": step.key, "back": "review"}
    answer = client.post(f"/sops/{sop.key}/comments", sent, headers={"HX-Request": "true"})
    assert f'id="said-{step.key}"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    empty = client.post(f"/sops/{sop.key}/comments", {**sent, "text": " "}, headers={"HX-Request": "true"})
    assert (empty.status_code, "Write something first" in empty.content.decode()) == (422, True)


def test_the_library_says_what_is_in_review_to_its_editors(cast: Cast, sop: Sop) -> None:
    reviewing.send(sop=sop, by=cast.ed)
    listed = text_of(client_of(cast.ed), "/libraries/sales/")
    assert "In review (1)" in listed
    assert "In review</span>" in listed
    assert sop.title in text_of(client_of(cast.ed), "/libraries/sales/?status=in_review")
    for_readers = text_of(client_of(cast.rosa), "/libraries/sales/")
    assert "In review" not in for_readers
    reviewing.approve(sop=sop, by=cast.ava, content_hash=hash_of(sop))
    assert "Approved</span>" in text_of(client_of(cast.ed), "/libraries/sales/")


def test_home_shows_what_waits_for_an_approver(cast: Cast, sop: Sop) -> None:
    reviewing.send(sop=sop, by=cast.ed)
    assert "Waits for you" in text_of(client_of(cast.ava), "/")
    for who in ("ed", "rosa", "gus", "dee"):
        assert "Waits for you" not in text_of(client_of(getattr(cast, who)), "/")
    reviewing.approve(sop=sop, by=cast.ava, content_hash=hash_of(sop))
    assert "Waits for you" not in text_of(client_of(cast.ava), "/")
    editing.update_step(step=step_of(sop), by=cast.ed, title="Void")
    assert "Waits for you" in text_of(client_of(cast.ava), "/")


def test_home_knows_named_approvers(cast: Cast, sop: Sop) -> None:
    policies.set_policy(library=cast.sales, rule=Rule.NAMED, by=cast.adam)
    policies.name_approver(library=cast.sales, user=cast.adam, by=cast.adam)
    reviewing.send(sop=sop, by=cast.ed)
    assert "Waits for you" in text_of(client_of(cast.adam), "/")
    assert "Waits for you" not in text_of(client_of(cast.ava), "/")


def test_pages_need_the_same_queries_however_much_there_is(cast: Cast, sop: Sop) -> None:
    reviewing.send(sop=sop, by=cast.ed)
    commenting.comment(sop=sop, step=step_of(sop), by=cast.ava, text="@Ed one")
    addresses = [
        ("ava", "/"),
        ("ed", "/libraries/sales/"),
        ("ava", f"/sops/{sop.key}/review"),
        ("ed", f"/sops/{sop.key}/edit"),
    ]
    before = [queries_for(client_of(getattr(cast, who)), address) for who, address in addresses]
    for number in range(10):
        editing.add_step(sop=sop, by=cast.ed, title=f"Step {number}")
        commenting.comment(sop=sop, step=step_of(sop, number + 1), by=cast.ava, text="@Ed more")
        commenting.suggest(step=step_of(sop, number + 1), by=cast.ava, field="title", after=f"Other {number}")
        other = make_sop(cast.sales, cast.ed, f"Draft {number}", publish=False)
        reviewing.send(sop=other, by=cast.ed)
    after = [queries_for(client_of(getattr(cast, who)), address) for who, address in addresses]
    assert after == before


def test_admins_set_what_a_library_asks_for(cast: Cast) -> None:
    client = client_of(cast.adam)
    assert client.post("/libraries/sales/approval", {"rule": "two"}).status_code == 302
    assert policies.policy_of(cast.sales).rule == Rule.TWO
    assert client.post("/libraries/sales/approval", {"rule": "everyone"}).status_code == 422
    closing = Category.objects.create(name="Closing", slug="closing")
    client.post("/libraries/sales/approval/name", {"person": "Ed@example.com", "category": "closing"})
    row = NamedApprover.objects.get()
    assert (row.user, row.category) == (cast.ed, closing)
    refused = client.post("/libraries/sales/approval/name", {"person": "rosa@example.com"})
    assert (refused.status_code, "see drafts in Sales" in refused.content.decode()) == (422, True)
    assert "Ed" in text_of(client, "/libraries/sales/approval")
    client.post(f"/libraries/sales/approval/{row.pk}/unname")
    assert not NamedApprover.objects.exists()
    assert client.post(f"/libraries/deal-desk/approval/{row.pk}/unname").status_code == 404


def test_the_policy_page_asks_the_same_for_one_and_for_eleven_names(cast: Cast) -> None:
    policies.name_approver(library=cast.sales, user=cast.ed, by=cast.adam)
    before = queries_for(client_of(cast.adam), "/libraries/sales/approval")
    for number in range(10):
        category = Category.objects.create(name=f"Stage {number}", slug=f"stage-{number}")
        policies.name_approver(library=cast.sales, user=cast.ava, category=category, by=cast.adam)
    assert queries_for(client_of(cast.adam), "/libraries/sales/approval") == before


def test_markup_in_reasons_and_suggestions_stays_text(cast: Cast, sop: Sop) -> None:
    """Case 22: on the review page and in the editor."""
    evil = "<script>alert(1)</script>"
    cast.ava.name = evil
    cast.ava.save()
    made = commenting.suggest(step=step_of(sop), by=cast.ava, field="title", after=evil, text=evil)
    reviewing.send(sop=sop, by=cast.ed, note=evil)
    assert evil not in page(cast, sop)
    assert evil not in text_of(client_of(cast.ed), f"/sops/{sop.key}/edit")
    commenting.accept(suggestion=made, by=cast.ed)
    reviewing.send_back(sop=sop, by=cast.ava, reason=evil)
    assert evil not in page(cast, sop)


def test_approval_on_pages_is_in_the_audit_log(cast: Cast, sop: Sop) -> None:
    reviewing.send(sop=sop, by=cast.ed)
    client_of(cast.ava).post(reverse("sops:review-approve", args=[sop.key]), {"content_hash": hash_of(sop)})
    event = AuditEvent.objects.get(verb="approved")
    assert (event.actor, event.detail["content_hash"]) == (cast.ava, hash_of(sop))
    assert User.objects.count() >= 6
