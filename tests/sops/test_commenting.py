"""Threads, mentions and suggestions on a draft."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from access.models import AuditEvent
from notices.models import Notice
from sops.models import Comment, Sop
from sops.reading.threads import threads_of
from sops.services import commenting, editing, reviewing, sharing
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


@pytest.fixture
def draft(cast: Cast) -> Sop:
    return make_sop(cast.sales, cast.ed, publish=False)


def told(person: Any, kind: str) -> list[str]:
    return list(Notice.objects.filter(person=person, kind=kind).values_list("text", flat=True))


def test_a_thread_has_answers_and_is_resolved_and_reopened(cast: Cast, draft: Sop) -> None:
    first = commenting.comment(sop=draft, step=step_of(draft), by=cast.ava, text="Which deal?")
    commenting.answer(thread=first, by=cast.ed, text="The open one.")
    commenting.resolve(thread=first, by=cast.ava)
    threads = threads_of(draft)[step_of(draft).pk]
    assert (len(threads.open), len(threads.resolved)) == (0, 1)
    assert [said.comment.text for said in threads.resolved[0].answers] == ["The open one."]
    commenting.answer(thread=Comment.objects.get(pk=first.pk), by=cast.ed, text="Or not.")
    assert len(threads_of(draft)[step_of(draft).pk].open) == 1


def test_who_is_mentioned_is_told_so_once_and_the_others_of_the_comment(cast: Cast, draft: Sop) -> None:
    commenting.comment(sop=draft, by=cast.adam, text="@Ava and @ed@example.com, is that right?")
    assert told(cast.ava, "mentioned") == [
        "Adam mentioned you on “Request a discount”: @Ava and @ed@example.com, is that right?"
    ]
    assert len(told(cast.ed, "mentioned")) == 1
    assert told(cast.ed, "comment") == []


def test_nobody_is_mentioned_who_may_not_see_the_draft(cast: Cast, draft: Sop) -> None:
    row = commenting.comment(sop=draft, by=cast.ed, text="@Rosa @Gus @Dee @Ava look")
    assert list(row.mentioned.all()) == [cast.ava]
    assert told(cast.rosa, "mentioned") == []
    sharing.share(sop=draft, people=[cast.rosa], by=cast.ed)
    assert cast.rosa in commenting.comment(sop=draft, by=cast.ed, text="@Rosa look").mentioned.all()


def test_the_longest_name_is_meant(cast: Cast, draft: Sop) -> None:
    cast.adam.name = "Ava Stone"
    cast.adam.save()
    assert commenting.mentioned_in("Ask @Ava Stone", draft) == [cast.adam]


def test_answers_reach_everybody_in_the_thread(cast: Cast, draft: Sop) -> None:
    first = commenting.comment(sop=draft, by=cast.ava, text="Which deal?")
    commenting.answer(thread=first, by=cast.adam, text="Any.")
    commenting.answer(thread=first, by=cast.ed, text="The open one.")
    assert len(told(cast.ava, "comment")) == 2
    assert len(told(cast.adam, "comment")) == 1


def test_a_suggestion_is_accepted_in_the_name_of_who_made_it(cast: Cast, draft: Sop) -> None:
    step = step_of(draft, 2)
    suggestion = commenting.suggest(step=step, by=cast.ava, field="title", after="Press **Request approval**")
    commenting.accept(suggestion=suggestion, by=cast.ed)
    assert step_of(draft, 2).title == "Press **Request approval**"
    last = step.history.latest()
    assert (last.history_user, last.history_change_reason) == (cast.ed, "edited title\nSuggested by Ava")
    thread = threads_of(draft)[step.pk].resolved[0]
    assert (thread.suggestion.state, thread.suggestion.decided_by) == ("accepted", cast.ed)
    assert "Ed accepted what you suggested" in told(cast.ava, "suggestion")[0]


def test_who_suggested_may_approve_what_somebody_else_accepted(cast: Cast, draft: Sop) -> None:
    """Case 15: two pairs of eyes saw the words: hers, and those of Ed who took them over as his edit."""
    suggestion = commenting.suggest(step=step_of(draft), by=cast.ava, field="title", after="Open it")
    commenting.accept(suggestion=suggestion, by=cast.ed)
    reviewing.send(sop=draft, by=cast.ed)
    now = reviewing.standing_of(draft)
    assert now.author == cast.ed
    assert reviewing.approve(sop=draft, by=cast.ava, content_hash=now.content_hash).is_approved
    own = commenting.suggest(step=step_of(draft), by=cast.ava, field="title", after="Open")
    commenting.accept(suggestion=own, by=cast.ava)
    assert reviewing.standing_of(draft).author == cast.ava


def test_a_suggestion_for_words_that_changed_is_not_accepted_blindly(cast: Cast, draft: Sop) -> None:
    """Case 17: nothing that somebody else wrote is overwritten unseen."""
    step = step_of(draft)
    suggestion = commenting.suggest(step=step, by=cast.ava, field="title", after="Ava's words")
    editing.update_step(step=step, by=cast.ed, title="Ed's new words")
    with pytest.raises(commenting.TextChanged):
        commenting.accept(suggestion=suggestion, by=cast.ed)
    assert step_of(draft).title == "Ed's new words"
    assert threads_of(draft)[step.pk].open[0].is_stale
    commenting.accept(suggestion=suggestion, by=cast.ed, anyway=True)
    assert step_of(draft).title == "Ava's words"


def test_a_declined_suggestion_changes_nothing_and_is_decided_once(cast: Cast, draft: Sop) -> None:
    suggestion = commenting.suggest(step=step_of(draft), by=cast.ava, field="body", after="More words")
    commenting.decline(suggestion=suggestion, by=cast.ed)
    assert step_of(draft).body == ""
    with pytest.raises(ValidationError, match="declined already"):
        commenting.accept(suggestion=suggestion, by=cast.ed)


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001, "a\x00b", "\ud800"])
def test_what_is_empty_too_long_or_not_storable_is_refused(cast: Cast, draft: Sop, text: str) -> None:
    """Case 31: NUL characters and lone surrogates."""
    with pytest.raises(ValidationError):
        commenting.comment(sop=draft, by=cast.ed, text=text)


def test_the_same_words_or_no_title_are_no_suggestion(cast: Cast, draft: Sop) -> None:
    with pytest.raises(ValidationError, match="words that stand there now"):
        commenting.suggest(step=step_of(draft), by=cast.ava, field="title", after="Open the deal ")
    with pytest.raises(ValidationError, match="Say what the step should be called"):
        commenting.suggest(step=step_of(draft), by=cast.ava, field="title", after=" ")
    with pytest.raises(ValidationError):
        commenting.suggest(step=step_of(draft), by=cast.ava, field="title", after="x" * 301)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)> @Ava",
        "javascript:alert(1) @Ava",
        '[a](javascript:alert(1)) "@Ava" onmouseover=x',
        "https://example.com/@Ava?x=<b>",
    ],
)
def test_comments_show_as_text(cast: Cast, draft: Sop, text: str) -> None:
    """Case 22: nothing in a comment becomes markup of its own."""
    commenting.comment(sop=draft, by=cast.ed, text=text)
    html = threads_of(draft)[None].open[0].first.html
    for part in ("<script", "<img", "<b>", 'href="javascript', " onerror=alert(1)>"):
        assert part not in html


def test_a_name_with_markup_stays_text_in_a_mention(cast: Cast, draft: Sop) -> None:
    """Case 22: names too."""
    cast.ava.name = "<b>Ava</b>"
    cast.ava.save()
    commenting.comment(sop=draft, by=cast.ed, text="@<b>Ava</b> hello")
    html = threads_of(draft)[None].open[0].first.html
    assert '<span class="mention">@&lt;b&gt;Ava&lt;/b&gt;</span> hello' in html


def test_every_action_is_in_the_audit_log(cast: Cast, draft: Sop) -> None:
    first = commenting.comment(sop=draft, by=cast.ava, text="One")
    commenting.answer(thread=first, by=cast.ed, text="Two")
    commenting.resolve(thread=first, by=cast.ed)
    commenting.reopen(thread=first, by=cast.ava)
    commenting.accept(
        suggestion=commenting.suggest(step=step_of(draft), by=cast.ava, field="title", after="A"), by=cast.ed
    )
    commenting.decline(
        suggestion=commenting.suggest(step=step_of(draft), by=cast.ava, field="title", after="B"), by=cast.ed
    )
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "commented on",
        "answered on",
        "resolved a comment on",
        "reopened a comment on",
        "suggested a change to",
        "accepted a suggestion in",
        "suggested a change to",
        "declined a suggestion in",
    ]


def test_threads_need_the_same_queries_for_one_and_for_eleven(
    cast: Cast, draft: Sop, django_assert_max_num_queries: Any
) -> None:
    for number in range(11):
        first = commenting.comment(sop=draft, by=cast.ed, text=f"@Ava {number}", step=step_of(draft))
        commenting.answer(thread=first, by=cast.ava, text="Yes")
    step_pk = step_of(draft).pk
    with django_assert_max_num_queries(2):
        assert len(threads_of(draft)[step_pk].open) == 11


def test_people_reword_their_own_comments_and_newly_mentioned_ones_are_told(cast: Cast, draft: Sop) -> None:
    row = commenting.comment(sop=draft, by=cast.ed, text="@Ava, is that so?")
    commenting.reword(row=row, by=cast.ed, text="@Ava @Adam, is that still so?")
    row.refresh_from_db()
    assert (row.text, row.reworded_at is not None) == ("@Ava @Adam, is that still so?", True)
    assert (len(told(cast.ava, "mentioned")), len(told(cast.adam, "mentioned"))) == (1, 1)
    with pytest.raises(PermissionDenied):
        commenting.reword(row=row, by=cast.adam, text="Yes, says Ed")


def test_a_comment_is_taken_back_until_it_is_answered(cast: Cast, draft: Sop) -> None:
    first = commenting.comment(sop=draft, by=cast.ed, text="Never mind")
    reply = commenting.answer(thread=first, by=cast.ava, text="But I do")
    with pytest.raises(ValidationError, match="answered this already"):
        commenting.unsay(row=first, by=cast.ed)
    with pytest.raises(PermissionDenied):
        commenting.unsay(row=reply, by=cast.ed)
    commenting.unsay(row=reply, by=cast.ava)
    commenting.unsay(row=first, by=cast.ed)
    assert not Comment.objects.exists()
    assert AuditEvent.objects.filter(verb="took back a comment on").count() == 2


def test_only_the_author_sees_the_form_to_change_a_comment(cast: Cast, draft: Sop) -> None:
    row = commenting.comment(sop=draft, by=cast.ed, text="Is that so?")
    address = reverse("sops:comment-reword", args=[draft.key, row.pk])
    page = reverse("sops:review", args=[draft.key])
    assert address in client_of(cast.ed).get(page).content.decode()
    assert address not in client_of(cast.ava).get(page).content.decode()
    assert client_of(cast.ava).post(address, {"text": "No"}).status_code == 403
    answer = client_of(cast.ed).post(address, {"text": " "}, HTTP_HX_REQUEST="true")
    assert (answer.status_code, "Write something first." in answer.content.decode()) == (422, True)
