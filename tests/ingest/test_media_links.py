"""Links to videos: signed, for one person, for some hours, and only as long as that person may see the recording."""

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone

from access.models import Library, Membership
from ingest import media_links
from ingest.models import Job, Recording
from tests.support.browsing import client_of
from tests.support.cast import Cast

CONTENT = b"0123456789"


@pytest.fixture
def recording(cast: Cast) -> Recording:
    row = Recording.objects.create(
        library=cast.sales, uploaded_by=cast.ed, name="a.mp4", size=10, sha256="0" * 64, mime_type="video/mp4"
    )
    row.file.save("a.mp4", ContentFile(CONTENT))
    Job.objects.create(recording=row)
    return row


def test_the_address_that_stays_leads_to_a_link_of_this_person(cast: Cast, recording: Recording) -> None:
    answer = client_of(cast.ed).get(f"/recordings/{recording.pk}/video")
    assert answer.status_code == 302
    assert answer["Cache-Control"] == "no-store"
    part = client_of(cast.ed).get(answer["Location"], headers={"Range": "bytes=2-4"})
    assert (part.status_code, b"".join(part)) == (206, b"234")  # type: ignore[arg-type]


@pytest.mark.parametrize("who", ["adam", "ava", "rosa", "dee", "gus"])
def test_a_copied_link_shows_nobody_else_anything(cast: Cast, recording: Recording, who: str) -> None:
    """Case 9."""
    assert client_of(getattr(cast, who)).get(media_links.link(recording, user=cast.ed)).status_code == 404


def test_who_is_signed_out_signs_in_first(cast: Cast, recording: Recording) -> None:
    answer = client_of(None).get(media_links.link(recording, user=cast.ed))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_a_link_ends(cast: Cast, recording: Recording) -> None:
    """Case 13."""
    link = media_links.link(recording, user=cast.ed)
    client = client_of(cast.ed)
    with time_machine.travel(timezone.now().timestamp() + media_links.LASTS_SECONDS - 60):
        assert client.get(link).status_code == 200
    with time_machine.travel(timezone.now().timestamp() + media_links.LASTS_SECONDS + 60):
        assert client.get(link).status_code == 404


def test_a_lost_role_ends_it_at_once(cast: Cast, recording: Recording) -> None:
    """Case 3."""
    link, client = media_links.link(recording, user=cast.adam), client_of(cast.adam)
    assert client.get(link).status_code == 200
    Membership.objects.filter(user=cast.adam).delete()
    assert client.get(link).status_code == 404


def test_a_recording_that_was_moved_away_is_gone(cast: Cast, recording: Recording) -> None:
    """Case 12."""
    link, client = media_links.link(recording, user=cast.ed), client_of(cast.ed)
    Recording.objects.filter(pk=recording.pk).update(library=Library.objects.get(slug="deal-desk"))
    assert client.get(link).status_code == 404


@pytest.mark.parametrize("place", [0, 10, -5, -1])
def test_a_flipped_sign_is_refused(cast: Cast, recording: Recording, place: int) -> None:
    """Case 37."""
    signs = list(media_links.link(recording, user=cast.ed).removeprefix("/media/"))
    signs[place] = "A" if signs[place] != "A" else "B"
    assert client_of(cast.ed).get(f"/media/{''.join(signs)}").status_code == 404
