"""Whatever editors do: a key that readers ever saw goes on answering with the right step, or with its tombstone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sops import diffs
from sops.models import Sop, Step, Version
from sops.reading import step_links
from sops.services import editing, publishing, reshaping, versions
from tests.support.cast import gather
from tests.support.make import make_sop

pytestmark = pytest.mark.heavy
ACTIONS = ("add", "edit", "move", "remove", "bring back", "split", "merge", "duplicate", "publish", "restore")
ACTION = st.tuples(st.sampled_from(ACTIONS), st.integers(0, 20), st.integers(0, 20))


def do(sop: Sop, by: object, action: str, which: int, number: int) -> None:
    present = list(sop.steps.present())
    gone = list(sop.steps.exclude(removed_at=None))
    step = present[which % len(present)] if present else None
    if action == "add":
        editing.add_step(sop=sop, by=by, title=f"Added {number}. With more.", after=step)
    elif action == "publish" and present:
        publishing.publish(sop=sop, by=by)
    elif action == "restore":
        versions.restore(sop=sop, version=sop.versions.all()[number % sop.versions.count()], by=by)
    elif action == "bring back" and gone:
        editing.bring_back_step(step=gone[which % len(gone)], by=by)
    elif step is None:
        return
    elif action == "edit":
        editing.update_step(step=step, by=by, title=f"Edited {number}", body="One. Two.")
    elif action == "move":
        editing.move_step(step=step, to=number % len(present), by=by)
    elif action == "remove" and len(present) > 1:
        editing.remove_step(step=step, by=by)
    elif action == "split" and step.body:
        reshaping.split_step(step=step, by=by, at=len(step.body) // 2)
    elif action == "merge" and step != present[-1]:
        reshaping.merge_with_next(step=step, by=by)
    elif action == "duplicate":
        reshaping.duplicate_step(step=step, by=by)


class KeysSurvive(TestCase):
    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(ACTION, min_size=5, max_size=25))
    def test_every_key_ever_published_answers(self, actions: list[tuple[str, int, int]]) -> None:
        people = gather()
        sop = make_sop(people.sales, people.ed)
        for action in actions:
            do(sop, people.ed, *action)
            sop.refresh_from_db()
        publishing.publish(sop=sop, by=people.ed)
        sop.refresh_from_db()

        current = sop.current_version.document
        assert publishing.document_of(sop) == current
        positions = list(sop.steps.present().values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1))
        for version in Version.objects.filter(sop=sop):
            assert version.document.content_hash() == version.content_hash
            assert diffs.compare(version.document, version.document).is_empty
            for published in version.document.steps:
                self.answers(sop, published.key, people.rosa)

    def answers(self, sop: Sop, key: str, reader: object) -> None:
        step: Step = step_links.find_step(key, reader)
        found = step_links.step_in(sop.current_version.document, key)
        if found:
            assert found[1] == publishing.document_step(step)
        else:
            assert step.removed_at is not None
            assert step_links.removed(step, reader).step.key == key
