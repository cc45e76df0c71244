"""A draft shared for feedback shows itself and nothing else, for as long as it is shared."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from access.models import AuditEvent, Membership
from access.roles import Role
from access.services import make_token
from notices.models import Notice
from sops.models import Comment, DraftShare, Screenshot, Sop, Step
from sops.pictures import store_picture
from sops.services import archiving, commenting, editing, publishing, reviewing, sharing
from tests.support.browsing import client_of, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

SECRET = "Margin of forty percent"


@pytest.fixture
def draft(cast: Cast) -> Sop:
    """Published once with a secret that the draft doesn't hold any more; in a library that Gus knows nothing of."""
    sop = make_sop(cast.desk, cast.dee, "Approve the margin", [SECRET, "Sign"], publish=False)
    old = store_picture(sop=sop, content=picture_bytes(colour="red"))
    editing.update_step(step=step_of(sop), by=cast.dee, screenshot=old)
    publishing.publish(sop=sop, by=cast.dee)
    shot = store_picture(sop=sop, content=picture_bytes(colour="green"))
    editing.update_step(step=step_of(sop), by=cast.dee, title="Check the margin", screenshot=shot)
    sop.refresh_from_db()
    return sop


@pytest.fixture
def share(cast: Cast, draft: Sop) -> DraftShare:
    return sharing.share(sop=draft, people=[cast.gus], by=cast.dee)[0]


def test_a_shared_draft_can_be_read_and_commented_on(cast: Cast, draft: Sop, share: DraftShare) -> None:
    """Case 10: the exception, and it is a narrow one."""
    page = text_of(client_of(cast.gus), f"/sops/{draft.key}/draft")
    assert "Check the margin" in page
    assert SECRET not in page
    assert "Deal desk" not in page  # the library is no business of theirs
    client = client_of(cast.gus)
    sent = client.post(
        f"/sops/{draft.key}/comments", {"text": "What margin?", "step": step_of(draft).key, "back": "draft"}
    )
    assert sent.status_code == 302
    assert sent["Location"].startswith(f"/sops/{draft.key}/draft#c-")
    suggestion = {"step": step_of(draft).key, "field": "title", "after": "Check it", "back": "edit"}
    assert client.post(f"/sops/{draft.key}/comments/suggest", suggestion)["Location"].startswith(
        f"/sops/{draft.key}/draft"
    )
    assert Comment.objects.filter(author=cast.gus).count() == 2


LEAKS = [
    "/sops/{key}/",
    "/sops/{key}/?draft=1",
    "/sops/{key}/edit",
    "/sops/{key}/review",
    "/sops/{key}/review/state",
    "/sops/{key}/history",
    "/sops/{key}/compare",
    "/sops/{key}/compare?from=1&to=draft",
    "/sops/{key}/versions/1",
    "/sops/{key}/publish",
    "/sops/{key}/share",
    "/sops/{key}/archive",
    "/sops/{key}/edit/steps/{step}",
    "/sops/{key}/pictures/{old}",
    "/s/{step}",
    "/s/{step}?v=1",
    "/libraries/{library}/",
    "/libraries/{library}/put-away",
    "/api/sops/{key}",
    "/api/sops/{key}?draft=1",
    "/api/steps/{step}",
    "/api/steps/{step}?draft=1",
    "/api/sops/{key}/pictures/{old}",
]


@pytest.mark.parametrize("address", LEAKS)
def test_nothing_else_of_the_sop_is_shown(cast: Cast, draft: Sop, share: DraftShare, address: str) -> None:
    """Case 9: history, comparison, versions, pictures, the API."""
    old = draft.current_version.document.steps[0].picture.sha256
    place = address.format(key=draft.key, step=step_of(draft).key, old=old, library=draft.library.slug)
    assert client_of(cast.gus).get(place).status_code == 404


@pytest.mark.parametrize(
    "address", ["/", "/libraries/", "/search?q=margin", "/search/panel?q=margin", "/api/sops", "/api/search?q=margin"]
)
def test_no_list_and_no_search_knows_a_shared_draft(cast: Cast, draft: Sop, share: DraftShare, address: str) -> None:
    """Case 7: lists and search come only from what the person may read for good."""
    page = text_of(client_of(cast.gus), address)
    assert draft.title not in page
    assert draft.key not in page
    assert "Check the margin" not in page


@pytest.mark.parametrize("verb", ["publish", "withdraw", "discard", "remove", "archive", "share", "review/send"])
def test_nothing_can_be_done_to_it(cast: Cast, draft: Sop, share: DraftShare, verb: str) -> None:
    assert client_of(cast.gus).post(f"/sops/{draft.key}/{verb}", {}).status_code == 404


def test_only_editors_accept_a_suggestion(cast: Cast, draft: Sop, share: DraftShare) -> None:
    made = commenting.suggest(step=step_of(draft), by=cast.gus, field="title", after="Check it")
    address = f"/sops/{draft.key}/comments/{made.comment.pk}/accept"
    assert client_of(cast.gus).post(address).status_code == 404
    assert client_of(cast.dee).post(address).status_code == 302
    assert step_of(draft).title == "Check it"


def test_the_pictures_of_the_draft_are_shown_and_no_others(cast: Cast, draft: Sop, share: DraftShare) -> None:
    unused = store_picture(sop=draft, content=picture_bytes(colour="blue"))
    seen = Screenshot.objects.visible_to(cast.gus)
    assert list(seen) == [step_of(draft).screenshot]
    assert unused not in seen
    client = client_of(cast.gus)
    assert client.get(f"/sops/{draft.key}/pictures/{step_of(draft).screenshot.sha256}").status_code == 200


def test_a_reader_of_the_library_sees_the_draft_only_while_it_is_shared(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    client = client_of(cast.rosa)
    assert client.get(f"/sops/{sop.key}/draft").status_code == 403
    (share,) = sharing.share(sop=sop, people=[cast.rosa], by=cast.ed)
    assert client.get(f"/sops/{sop.key}/draft").status_code == 200
    assert client.get(f"/sops/{sop.key}/?draft=1").status_code == 200  # the published page, as ever
    sharing.revoke(share=share, by=cast.ed)
    assert client.get(f"/sops/{sop.key}/draft").status_code == 403


def _ended(share: DraftShare, cast: Cast) -> None:
    DraftShare.objects.filter(pk=share.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def _revoked(share: DraftShare, cast: Cast) -> None:
    assert client_of(cast.dee).post(f"/sops/{share.sop.key}/share/{share.pk}/revoke").status_code == 302


def _removed(share: DraftShare, cast: Cast) -> None:
    editing.remove_sop(sop=share.sop, by=cast.dee)


def _archived(share: DraftShare, cast: Cast) -> None:
    archiving.archive(sop=share.sop, by=cast.dee, reason="Done with it")


def _switched_off(share: DraftShare, cast: Cast) -> None:
    cast.gus.is_active = False


@pytest.mark.parametrize("end", [_ended, _revoked, _removed, _archived, _switched_off])
def test_when_it_ends_everything_ends_with_the_next_request(
    cast: Cast, draft: Sop, share: DraftShare, end: Any
) -> None:
    """Case 3: revoking works on the next request."""
    row = commenting.comment(sop=draft, by=cast.gus, text="Mine")
    shot = step_of(draft).screenshot
    end(share, cast)
    assert draft not in Sop.objects.draft_visible_to(cast.gus)
    assert not Comment.objects.visible_to(cast.gus).exists()
    assert not DraftShare.objects.visible_to(cast.gus).exists()
    assert shot not in Screenshot.objects.visible_to(cast.gus)
    if cast.gus.is_active:
        client = client_of(cast.gus)
        for place in ("draft", f"comments/{row.pk}", "draft/people?q=d"):
            assert client.get(f"/sops/{draft.key}/{place}").status_code == 404
        assert client.post(f"/sops/{draft.key}/comments", {"text": "Still here?"}).status_code == 404


def test_notices_about_it_end_with_it(cast: Cast, draft: Sop, share: DraftShare) -> None:
    """Case 40: notices ask again whether the person may see it."""
    assert Notice.objects.visible_to(cast.gus).filter(kind="draft_shared").exists()
    commenting.comment(sop=draft, by=cast.dee, text="@Gus what do you think?")
    assert Notice.objects.visible_to(cast.gus).filter(kind="mentioned").exists()
    sharing.revoke(share=share, by=cast.dee)
    assert not Notice.objects.visible_to(cast.gus).exists()


def test_a_share_is_no_way_into_the_review(cast: Cast, draft: Sop, share: DraftShare) -> None:
    current = reviewing.send(sop=draft, by=cast.dee)
    assert current not in type(current).objects.visible_to(cast.gus)
    assert Step.objects.visible_to(cast.gus).count() == 0


def test_a_token_of_other_libraries_opens_no_shared_draft(cast: Cast, draft: Sop, share: DraftShare) -> None:
    from access import limits
    from access.models import ApiToken

    make_token(user=cast.gus, name="Only Sales")
    token = ApiToken.objects.get(user=cast.gus)
    token.every_library = False
    token.save()
    token.libraries.set([cast.sales])
    assert not Sop.objects.draft_visible_to(limits.carrying(cast.gus, token)).exists()


def test_only_people_who_need_it_and_only_for_a_while(cast: Cast, draft: Sop) -> None:
    with pytest.raises(ValidationError, match="Dee may edit in Deal desk and sees the draft anyway"):
        sharing.share(sop=draft, people=[cast.dee], by=cast.adam)
    for days in (0, 91):
        with pytest.raises(ValidationError, match="1 to 90 days"):
            sharing.share(sop=draft, people=[cast.gus], by=cast.dee, days=days)
    page = client_of(cast.dee).post(
        f"/sops/{draft.key}/share", {"people": "gus@example.com who@example.com", "days": "14"}
    )
    assert page.status_code == 422
    assert "Nobody here has the address who@example.com" in page.content.decode()
    assert not DraftShare.objects.exists()


def test_sharing_again_gives_the_new_day(cast: Cast, draft: Sop, share: DraftShare) -> None:
    sharing.share(sop=draft, people=[cast.gus], by=cast.adam, days=30)
    row = DraftShare.objects.get()
    assert 29 <= (row.expires_at - timezone.now()).days <= 30
    assert row.shared_by == cast.adam


def test_the_form_offers_fourteen_days(cast: Cast, draft: Sop) -> None:
    assert '<option value="14" selected>14 days</option>' in text_of(client_of(cast.dee), f"/sops/{draft.key}/share")


def test_sharing_is_in_the_audit_log(cast: Cast, draft: Sop, share: DraftShare) -> None:
    sharing.revoke(share=share, by=cast.adam)
    verbs = AuditEvent.objects.filter(subject="Gus").order_by("pk").values_list("verb", "actor_name")
    assert list(verbs) == [("shared a draft with", "Dee"), ("stopped sharing a draft with", "Adam")]


def test_who_becomes_an_editor_needs_no_share(cast: Cast, draft: Sop, share: DraftShare) -> None:
    Membership.objects.create(library=cast.desk, user=cast.gus, role=Role.EDITOR)
    _ended(share, cast)
    assert client_of(cast.gus).get(f"/sops/{draft.key}/draft").status_code == 200


def test_a_shared_draft_needs_the_same_queries_for_two_and_for_twenty_steps(
    cast: Cast, draft: Sop, share: DraftShare
) -> None:
    from tests.support.browsing import queries_for

    client = client_of(cast.gus)
    before = queries_for(client, f"/sops/{draft.key}/draft")
    for number in range(18):
        step = editing.add_step(sop=draft, by=cast.dee, title=f"Step {number}")
        commenting.comment(sop=draft, by=cast.gus, step=step, text="Hm")
    assert queries_for(client, f"/sops/{draft.key}/draft") <= before + 1
