"""Approval is bound to the content: who has to agree, when it counts, and what voids it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from access.models import AuditEvent, Membership, User
from access.roles import Role
from notices.models import Notice
from sops.models import ApprovalPolicy, Category, ReviewRound, Sop
from sops.services import editing, policies, publishing, reviewing, versions
from sops.services.approvals import NotApproved
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

Rule = ApprovalPolicy.Rule


def require(cast: Cast, rule: str, **more: Any) -> None:
    policies.set_policy(library=cast.sales, rule=rule, by=cast.adam, **more)


def hash_of(sop: Sop) -> str:
    return publishing.document_of(Sop.objects.get(pk=sop.pk)).content_hash()


def approve(sop: Sop, by: Any) -> Any:
    return reviewing.approve(sop=sop, by=by, content_hash=hash_of(sop))


@pytest.fixture
def draft(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed, publish=False)


def another_approver(cast: Cast, name: str = "bo") -> User:
    person = User.objects.create_user(f"{name}@example.com", name=name.title())
    Membership.objects.create(library=cast.sales, user=person, role=Role.APPROVER)
    return person


def test_without_a_policy_publishing_asks_for_nothing(cast: Cast, draft: Sop) -> None:
    assert publishing.publish(sop=draft, by=cast.ed).number == 1


def test_publishing_waits_for_the_approval_that_the_library_asks_for(cast: Cast, draft: Sop) -> None:
    require(cast, Rule.ONE)
    with pytest.raises(NotApproved, match=r"asks for an approval before publishing\. Send it to review first"):
        publishing.publish(sop=draft, by=cast.ed)
    reviewing.send(sop=draft, by=cast.ed, note="New limit")
    with pytest.raises(NotApproved, match="1 approval is missing: Adam or Ava can give it"):
        publishing.publish(sop=draft, by=cast.ed)
    assert approve(draft, cast.ava).is_approved
    version = publishing.publish(sop=draft, by=cast.ed)
    closed = ReviewRound.objects.get(sop=draft)
    assert (closed.state, closed.version, closed.approved_hash) == ("published", version, version.content_hash)


def test_any_edit_voids_an_approval(cast: Cast, draft: Sop) -> None:
    """Case 15: approval is bound to the exact revision and is void after an edit."""
    require(cast, Rule.ONE)
    reviewing.send(sop=draft, by=cast.ed)
    approve(draft, cast.ava)
    editing.update_step(step=step_of(draft), by=cast.ed, title="Open another deal")
    now = reviewing.standing_of(Sop.objects.get(pk=draft.pk))
    assert (now.is_approved, now.is_changed, [a.by for a in now.void]) == (False, True, [cast.ava])
    with pytest.raises(NotApproved, match="The text was changed after it had been approved"):
        publishing.publish(sop=draft, by=cast.ed)


@pytest.mark.parametrize("edit", ["title", "order", "added", "removed", "picture text", "about"])
def test_every_kind_of_edit_voids_it(cast: Cast, draft: Sop, edit: str) -> None:
    require(cast, Rule.ONE)
    reviewing.send(sop=draft, by=cast.ed)
    approve(draft, cast.ava)
    match edit:
        case "title":
            editing.update_step(step=step_of(draft, 2), by=cast.ed, title="Other")
        case "order":
            editing.move_step(step=step_of(draft), to=2, by=cast.ed)
        case "added":
            editing.add_step(sop=draft, by=cast.ed, title="One more")
        case "removed":
            editing.remove_step(step=step_of(draft), by=cast.ed)
        case "picture text":
            editing.update_step(step=step_of(draft), by=cast.ed, note="Mind the gap")
        case "about":
            editing.update_sop(sop=draft, by=cast.ed, purpose="Because")
    assert not reviewing.standing_of(Sop.objects.get(pk=draft.pk)).is_met


def test_another_owner_is_no_other_text(cast: Cast, draft: Sop) -> None:
    """Somebody leaves while their SOPs are in review: what was approved stays approved, and says nothing new."""
    require(cast, Rule.ONE)
    reviewing.send(sop=draft, by=cast.ed)
    approve(draft, cast.ava)
    editing.update_sop(sop=draft, by=cast.adam, owner=cast.ava)
    assert reviewing.standing_of(Sop.objects.get(pk=draft.pk)).is_approved
    version = publishing.publish(sop=draft, by=cast.ed)
    editing.update_sop(sop=Sop.objects.get(pk=draft.pk), by=cast.ed, owner=cast.adam)
    assert publishing.publish(sop=draft, by=cast.ed) == version
    assert client_of(cast.ed).get(draft.get_absolute_url()).context["has_draft_changes"] is False


def test_nobody_approves_their_own_last_change(cast: Cast, draft: Sop) -> None:
    """Case 15: self-approval is refused."""
    require(cast, Rule.ONE)
    editing.update_step(step=step_of(draft), by=cast.ava, title="Ava's words")
    reviewing.send(sop=draft, by=cast.ed)
    with pytest.raises(ValidationError, match="You made the last change"):
        approve(draft, cast.ava)
    assert approve(draft, cast.adam).is_approved


def test_who_edits_after_approving_is_no_approver_of_that_any_more(cast: Cast, draft: Sop) -> None:
    """Case 15: changed and changed back by the approver: the words are the same, the approval is their own."""
    require(cast, Rule.ONE)
    reviewing.send(sop=draft, by=cast.ed)
    approve(draft, cast.ava)
    title = step_of(draft).title
    for words in ("Something else", title):
        editing.update_step(step=step_of(draft), by=cast.ava, title=words)
    with pytest.raises(NotApproved):
        publishing.publish(sop=draft, by=cast.ed)


def test_looking_after_what_was_unsure_makes_nobody_an_author(cast: Cast, draft: Sop) -> None:
    require(cast, Rule.ONE)
    editing.update_step(step=step_of(draft), by=cast.ed, unsure=["value"])
    editing.update_step(step=step_of(draft), by=cast.ava, unsure=[])
    editing.update_sop(sop=draft, by=cast.ava, review_every_months=12)
    reviewing.send(sop=draft, by=cast.ed)
    assert approve(draft, cast.ava).is_approved


def test_two_approvers_are_two_people(cast: Cast, draft: Sop) -> None:
    require(cast, Rule.TWO)
    reviewing.send(sop=draft, by=cast.ed)
    assert approve(draft, cast.ava).missing == 1
    assert approve(draft, cast.ava).missing == 1
    with pytest.raises(NotApproved, match=r"asks for two approvals before publishing\. 1 approval is missing: Adam"):
        publishing.publish(sop=draft, by=cast.ed)
    assert approve(draft, cast.adam).is_approved
    assert publishing.publish(sop=draft, by=cast.ed).number == 1


def test_named_approvers_of_a_category_are_the_only_ones_for_it(cast: Cast) -> None:
    require(cast, Rule.NAMED)
    closing = Category.objects.create(name="Closing", slug="closing")
    other = User.objects.create_user("fin@example.com", name="Fin")
    Membership.objects.create(library=cast.sales, user=other, role=Role.EDITOR)
    policies.name_approver(library=cast.sales, category=closing, user=other, by=cast.adam)
    draft = make_sop(cast.sales, cast.ed, publish=False, category=closing)
    reviewing.send(sop=draft, by=cast.ed)
    with pytest.raises(PermissionDenied):
        approve(draft, cast.ava)
    assert approve(draft, other).is_approved
    elsewhere = make_sop(cast.sales, cast.ed, "Call back", publish=False)
    reviewing.send(sop=elsewhere, by=cast.ed)
    assert approve(elsewhere, cast.ava).is_approved  # nobody is named for it: any approver


def test_all_named_approvers_may_be_asked_for(cast: Cast, draft: Sop) -> None:
    require(cast, Rule.NAMED, all_named=True)
    for person in (cast.ava, cast.adam, cast.ed):
        policies.name_approver(library=cast.sales, user=person, by=cast.adam)
    reviewing.send(sop=draft, by=cast.ed)
    assert approve(draft, cast.ava).missing == 1  # Ed wrote it: he doesn't count
    assert approve(draft, cast.adam).is_approved


def test_only_who_sees_drafts_can_be_named(cast: Cast) -> None:
    with pytest.raises(ValidationError, match=r"Rosa can't see drafts in Sales\. Make them at least an editor first"):
        policies.name_approver(library=cast.sales, user=cast.rosa, by=cast.adam)


def test_an_approval_of_somebody_who_lost_the_role_counts_no_more(cast: Cast, draft: Sop) -> None:
    """Case 3: revoking a role works at once."""
    require(cast, Rule.ONE)
    reviewing.send(sop=draft, by=cast.ed)
    approve(draft, cast.ava)
    Membership.objects.filter(user=cast.ava).update(role=Role.EDITOR)
    with pytest.raises(NotApproved):
        publishing.publish(sop=draft, by=cast.ed)


def test_approving_what_was_changed_meanwhile_is_refused(cast: Cast, draft: Sop) -> None:
    """Case 15: what is approved is what was read."""
    require(cast, Rule.ONE)
    reviewing.send(sop=draft, by=cast.ed)
    read = hash_of(draft)
    editing.update_step(step=step_of(draft), by=cast.ed, title="Changed while Ava reads")
    with pytest.raises(reviewing.ChangedMeanwhile):
        reviewing.approve(sop=draft, by=cast.ava, content_hash=read)
    assert not draft.rounds.get().approvals.exists()


def test_sent_back_says_why_and_ends_the_approvals(cast: Cast, draft: Sop) -> None:
    require(cast, Rule.TWO)
    reviewing.send(sop=draft, by=cast.ed)
    approve(draft, cast.adam)
    with pytest.raises(ValidationError, match="Say what has to change"):
        reviewing.send_back(sop=draft, by=cast.ava, reason=" ")
    reviewing.send_back(sop=draft, by=cast.ava, reason="Step 2 is out of date.")
    told = Notice.objects.get(person=cast.ed, kind="sent_back")
    assert told.text.endswith("back: Step 2 is out of date.")
    reviewing.send(sop=draft, by=cast.ed)
    assert reviewing.standing_of(draft).approvals == []


def test_taken_back_by_its_editor(cast: Cast, draft: Sop) -> None:
    reviewing.send(sop=draft, by=cast.ed)
    assert Notice.objects.unread().filter(person=cast.ava, kind="review_requested").exists()
    reviewing.take_back(sop=draft, by=cast.ed)
    assert not Notice.objects.unread().filter(person=cast.ava, kind="review_requested").exists()
    with pytest.raises(ValidationError, match="not in review"):
        approve(draft, cast.ava)


def test_only_approvers_approve_and_send_back(cast: Cast, draft: Sop) -> None:
    reviewing.send(sop=draft, by=cast.ava)
    dora = User.objects.create_user("dora@example.com", name="Dora")
    Membership.objects.create(library=cast.sales, user=dora, role=Role.EDITOR)
    with pytest.raises(PermissionDenied):
        approve(draft, dora)
    with pytest.raises(PermissionDenied):
        reviewing.send_back(sop=draft, by=dora, reason="No")


def test_what_stands_in_the_way_of_publishing_stands_in_the_way_of_a_review(cast: Cast) -> None:
    empty = make_sop(cast.sales, cast.ed, steps=[], publish=False)
    with pytest.raises(ValidationError, match="has no steps"):
        reviewing.send(sop=empty, by=cast.ed)
    unchanged = make_sop(cast.sales, cast.ed, "Unchanged")
    with pytest.raises(ValidationError, match="Nothing has changed since version 1"):
        reviewing.send(sop=unchanged, by=cast.ed)


def test_sent_again_after_a_change_asks_again(cast: Cast, draft: Sop) -> None:
    reviewing.send(sop=draft, by=cast.ed)
    with pytest.raises(ValidationError, match="in review already"):
        reviewing.send(sop=draft, by=cast.ed)
    editing.update_step(step=step_of(draft), by=cast.ed, title="Better")
    reviewing.send(sop=draft, by=cast.ed)
    assert draft.rounds.count() == 1
    assert draft.rounds.get().content_hash == hash_of(draft)


def test_an_older_version_brought_back_needs_approval_again(cast: Cast, draft: Sop) -> None:
    require(cast, Rule.ONE)
    for words in ("First words", "Second words"):
        editing.update_step(step=step_of(draft), by=cast.ed, title=words)
        reviewing.send(sop=draft, by=cast.ed)
        approve(draft, cast.ava)
        publishing.publish(sop=draft, by=cast.ed)
    versions.restore(sop=draft, version=draft.versions.get(number=1), by=cast.ed)
    with pytest.raises(NotApproved):
        publishing.publish(sop=draft, by=cast.ed)


def test_what_was_approved_and_withdrawn_may_be_published_again(cast: Cast, draft: Sop) -> None:
    require(cast, Rule.ONE)
    reviewing.send(sop=draft, by=cast.ed)
    approve(draft, cast.ava)
    publishing.publish(sop=draft, by=cast.ed)
    publishing.withdraw(sop=Sop.objects.get(pk=draft.pk), by=cast.ed)
    assert publishing.publish(sop=draft, by=cast.ed).number == 1


def test_a_policy_set_later_holds_for_what_was_withdrawn_before(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    publishing.withdraw(sop=sop, by=cast.ed)
    require(cast, Rule.ONE)
    with pytest.raises(NotApproved):
        publishing.publish(sop=sop, by=cast.ed)


def test_every_action_is_in_the_audit_log(cast: Cast, draft: Sop) -> None:
    require(cast, Rule.ONE)
    policies.unname_approver(row=policies.name_approver(library=cast.sales, user=cast.ava, by=cast.adam), by=cast.adam)
    reviewing.send(sop=draft, by=cast.ed)
    reviewing.send_back(sop=draft, by=cast.ava, reason="Not yet")
    reviewing.send(sop=draft, by=cast.ed)
    reviewing.take_back(sop=draft, by=cast.ed)
    reviewing.send(sop=draft, by=cast.ed)
    approve(draft, cast.ava)
    publishing.publish(sop=draft, by=cast.ed)
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", "actor_name")) == [
        ("set approval policy", "Adam"),
        ("named approver", "Adam"),
        ("removed named approver", "Adam"),
        ("sent to review", "Ed"),
        ("sent back", "Ava"),
        ("sent to review", "Ed"),
        ("took back from review", "Ed"),
        ("sent to review", "Ed"),
        ("approved", "Ava"),
        ("published", "Ed"),
    ]


def test_the_api_answers_409_with_the_sentence(cast: Cast, draft: Sop) -> None:
    require(cast, Rule.ONE)
    answer = client_of(cast.ed).post(f"/api/sops/{draft.key}/publish", {}, content_type="application/json")
    assert answer.status_code == 409
    assert answer.json()["code"] == "not_approved"
    assert "asks for an approval" in answer.json()["detail"]


def test_lists_ask_the_same_number_of_queries_for_one_and_for_eleven(
    cast: Cast, draft: Sop, django_assert_num_queries: Any
) -> None:
    reviewing.send(sop=draft, by=cast.ed)
    approve(draft, cast.ava)
    for number in range(10):
        other = make_sop(cast.sales, cast.ed, f"Draft {number}", publish=False)
        reviewing.send(sop=other, by=cast.ed)
        approve(other, cast.ava)
    editing.update_step(step=step_of(draft), by=cast.ed, title="Void")
    for count in (1, 11):
        sops = list(Sop.objects.order_by("pk")[:count])
        with django_assert_num_queries(3):
            stages = reviewing.stages_of(sops)
    assert sorted(set(stages.values())) == ["approved", "in review"]
    assert stages[draft.pk] == "in review"


def test_what_stands_in_the_way_is_said_in_plain_words(cast: Cast, draft: Sop) -> None:
    way = {"condition": "Above 20%: **VP Sales**", "target_kind": "step", "target_key": "gone"}
    editing.update_step(step=step_of(draft), by=cast.ed, kind="decision", branches=[way])
    (problem,) = publishing.problems_of(publishing.document_of(Sop.objects.get(pk=draft.pk)))
    assert problem == "Step 1: the branch “Above 20%: VP Sales” leads to a step that is not there."


def test_what_readers_see_already_is_not_sent_to_review(cast: Cast, draft: Sop) -> None:
    publishing.publish(sop=draft, by=cast.ed)
    page = f"/sops/{draft.key}/review"
    assert "Nothing has changed since version 1." in client_of(cast.ed).get(page).content.decode()
    assert "review/send" not in client_of(cast.ed).get(page).content.decode()
    editing.update_step(step=step_of(draft), by=cast.ed, title="Open another deal")
    assert "review/send" in client_of(cast.ed).get(page).content.decode()
