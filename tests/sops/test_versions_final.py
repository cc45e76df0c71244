"""A version never changes."""

from typing import Any

import pytest

from sops.models import Sop, Version
from sops.models.version import VersionIsFinal
from sops.services import editing, publishing
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


@pytest.fixture
def version(cast: Cast) -> Version:
    return Version.objects.get(sop=make_sop(cast.sales, cast.ed))


@pytest.mark.parametrize(
    "attempt",
    [
        lambda version: version.save(),
        lambda version: version.save(update_fields=["data"]),
        lambda version: version.delete(),
        lambda version: Version.objects.filter(pk=version.pk).update(data={}),
        lambda version: Version.objects.filter(pk=version.pk).update(note="Another"),
        lambda version: version.sop.versions.update(content_hash="0" * 64),
        lambda version: Version.objects.bulk_update([version], ["data"]),
        lambda version: Version.objects.all().delete(),
        lambda version: version.sop.versions.all().delete(),
        lambda version: Version.objects.update_or_create(pk=version.pk, defaults={"note": "Another"}),
    ],
)
def test_a_stored_version_can_neither_be_changed_nor_deleted(version: Version, attempt: Any) -> None:
    before = Version.objects.values().get(pk=version.pk)
    version.data["title"] = "Another"
    with pytest.raises(VersionIsFinal):
        attempt(version)
    assert Version.objects.values().get(pk=version.pk) == before


def test_editing_and_publishing_leave_earlier_versions_as_they_are(version: Version, cast: Cast) -> None:
    before = Version.objects.values().get(pk=version.pk)
    sop = Sop.objects.get(pk=version.sop_id)
    editing.update_step(step=step_of(sop), by=cast.ed, title="Another")
    publishing.publish(sop=sop, by=cast.ed)
    assert Version.objects.values().get(pk=version.pk) == before
    assert Version.objects.filter(sop=sop).count() == 2


def test_an_account_may_go_and_the_version_stays(version: Version, cast: Cast) -> None:
    leaver = type(cast.ed).objects.create_user("leaver@example.com", name="Leaver")
    version = Version.objects.create(
        sop=version.sop,
        number=2,
        data=version.data,
        content_hash=version.content_hash,
        published_at=version.published_at,
        published_by=leaver,
    )
    leaver.delete()
    version = Version.objects.get(pk=version.pk)
    assert version.published_by is None
    assert version.is_intact


def test_a_snapshot_that_was_tampered_with_is_found(version: Version) -> None:
    assert version.is_intact
    version = Version.objects.get(pk=version.pk)
    version.data["steps"][0]["title"] = "Skip the approval"
    assert not version.is_intact
