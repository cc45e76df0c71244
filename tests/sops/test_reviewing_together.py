"""Two people at the same moment: approvals, edits and publications that meet. On SQLite and on PostgreSQL."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from notices.models import Notice
from sops.models import Approval, ApprovalPolicy, ReviewRound, Sop, Version
from sops.services import commenting, editing, policies, publishing, reviewing
from sops.services.approvals import NotApproved
from tests.support.cast import Cast, gather
from tests.support.make import make_sop, step_of

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each call answered, or the problem it met, when all start at the same moment."""
    start = threading.Barrier(len(calls))
    answers: list[Any] = [None] * len(calls)

    def run(at: int, call: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[at] = call()
        except ValidationError as problem:
            answers[at] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at, call)) for at, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return gather()


def in_review(cast: Cast, rule: str) -> tuple[Sop, str]:
    policies.set_policy(library=cast.sales, rule=rule, by=cast.adam)
    sop = make_sop(cast.sales, cast.ed, publish=False)
    reviewing.send(sop=sop, by=cast.ed)
    return sop, publishing.document_of(sop).content_hash()


def test_two_approvals_at_once_both_count_and_it_is_approved_once(cast: Cast) -> None:
    sop, content_hash = in_review(cast, ApprovalPolicy.Rule.TWO)
    answers = together(
        lambda: reviewing.approve(sop=sop, by=cast.ava, content_hash=content_hash),
        lambda: reviewing.approve(sop=sop, by=cast.adam, content_hash=content_hash),
    )
    assert sorted(answer.missing for answer in answers) == [0, 1]
    assert Approval.objects.count() == 2
    told = Notice.objects.filter(person=cast.ed, kind="approved").values_list("text", flat=True)
    assert sum(text.endswith("It can be published.") for text in told) == 1


def test_one_person_pressing_twice_approves_once(cast: Cast) -> None:
    sop, content_hash = in_review(cast, ApprovalPolicy.Rule.TWO)
    approve = lambda: reviewing.approve(sop=sop, by=cast.ava, content_hash=content_hash)  # noqa: E731
    answers = together(approve, approve)
    assert [answer.missing for answer in answers] == [1, 1]
    assert Approval.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_an_edit_that_lands_beside_an_approval_is_never_approved_by_it(cast: Cast, attempt: int) -> None:
    """Case 15: either the approver is told, or the approval is void; the new words are approved by nobody."""
    sop, content_hash = in_review(cast, ApprovalPolicy.Rule.ONE)
    step = step_of(sop)
    answers = together(
        lambda: reviewing.approve(sop=sop, by=cast.ava, content_hash=content_hash),
        lambda: editing.update_step(step=step, by=cast.ed, title="New words"),
    )
    now = reviewing.standing_of(Sop.objects.get(pk=sop.pk))
    assert now.content_hash != content_hash
    assert not now.is_met
    if isinstance(answers[0], reviewing.ChangedMeanwhile):
        assert not Approval.objects.exists()
    else:
        assert Approval.objects.get().content_hash == content_hash


@pytest.mark.parametrize("attempt", range(3))
def test_only_approved_words_are_published_beside_an_edit(cast: Cast, attempt: int) -> None:
    """Case 15: publishing takes the words and their approval in one piece."""
    sop, content_hash = in_review(cast, ApprovalPolicy.Rule.ONE)
    reviewing.approve(sop=sop, by=cast.ava, content_hash=content_hash)
    step = step_of(sop)
    answers = together(
        lambda: publishing.publish(sop=sop, by=cast.ed),
        lambda: editing.update_step(step=step, by=cast.ed, title="New words"),
    )
    published = list(Version.objects.values_list("content_hash", flat=True))
    assert published == ([] if isinstance(answers[0], NotApproved) else [content_hash])


def test_two_who_send_to_review_open_one_round(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    answers = together(lambda: reviewing.send(sop=sop, by=cast.ed), lambda: reviewing.send(sop=sop, by=cast.adam))
    assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
    assert ReviewRound.objects.count() == 1


def test_a_suggestion_is_decided_once(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    suggestion = commenting.suggest(step=step_of(sop), by=cast.ava, field="title", after="Other words")
    answers = together(
        lambda: commenting.accept(suggestion=suggestion, by=cast.ed),
        lambda: commenting.decline(suggestion=suggestion, by=cast.adam),
    )
    assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
    suggestion.refresh_from_db()
    assert (step_of(sop).title == "Other words") is (suggestion.state == "accepted")
