"""Whatever editors do: a key that readers ever saw answers with today's text, its successor, or an explanation; and
its old links show exactly what was published then. On the real services and pages, as random sequences of acts."""

import html
import os
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sops import diffs, markdown
from sops.models import Sop, Step, Version
from sops.services import editing, moving, publishing, reshaping, versions
from tests.support.browsing import client_of
from tests.support.cast import gather
from tests.support.make import make_sop

ANY = st.integers(0, 1_000)
# At most so many keys and versions of each are asked for after a run: the newest and a spread of the others.
ASKED = int(os.environ.get("STEPMARK_KEYS_ASKED", "16"))


class Editors(RuleBasedStateMachine):
    """Two SOPs of a library, and everything that people do to their steps."""

    def __init__(self) -> None:
        super().__init__()
        people = gather()
        self.by, self.reader = people.ed, people.rosa
        self.sops = [make_sop(people.sales, people.ed, title) for title in ("First", "Second")]
        self.number = 0

    def _sop(self, which: int) -> Sop:
        return Sop.objects.get(pk=self.sops[which % 2].pk)

    def _step(self, which: int, at: int) -> Step | None:
        present = list(self._sop(which).steps.present())
        return present[at % len(present)] if present else None

    def _text(self, what: str) -> str:
        self.number += 1
        return f"{what} number {self.number}"

    @rule(which=ANY, at=ANY)
    def add(self, which: int, at: int) -> None:
        sop = self._sop(which)
        editing.add_step(sop=sop, by=self.by, title=self._text("Added"), body="One. Two.", after=self._step(which, at))

    @rule(which=ANY, at=ANY)
    def edit(self, which: int, at: int) -> None:
        if step := self._step(which, at):
            editing.update_step(step=step, by=self.by, title=self._text("Edited"), body=f"One. Two {at}.")

    @rule(which=ANY, at=ANY, to=ANY)
    def reorder(self, which: int, at: int, to: int) -> None:
        if step := self._step(which, at):
            editing.move_step(step=step, to=to % 8, by=self.by)

    @rule(which=ANY, at=ANY)
    def split(self, which: int, at: int) -> None:
        if (step := self._step(which, at)) and len(step.body) > 2:
            reshaping.split_step(step=step, by=self.by, at=len(step.body) // 2)

    @rule(which=ANY, at=ANY)
    def merge(self, which: int, at: int) -> None:
        if (step := self._step(which, at)) and step != self._sop(which).steps.present().last():
            reshaping.merge_with_next(step=step, by=self.by)

    @rule(which=ANY, at=ANY)
    def move_to_the_other_sop(self, which: int, at: int) -> None:
        if step := self._step(which, at):
            moving.move_steps(steps=[step], to=self._sop(which + 1), by=self.by)

    @rule(which=ANY, at=ANY)
    def remove(self, which: int, at: int) -> None:
        if step := self._step(which, at):
            editing.remove_step(step=step, by=self.by)

    @rule(which=ANY, at=ANY)
    def bring_back(self, which: int, at: int) -> None:
        gone = list(self._sop(which).steps.exclude(removed_at=None))
        if gone:
            editing.bring_back_step(step=gone[at % len(gone)], by=self.by)

    @rule(which=ANY)
    def publish(self, which: int) -> None:
        sop = self._sop(which)
        if not publishing.problems_of(publishing.document_of(sop)):
            publishing.publish(sop=sop, by=self.by)

    @rule(which=ANY, at=ANY)
    def restore(self, which: int, at: int) -> None:
        sop = self._sop(which)
        version = list(sop.versions.all())[at % sop.versions.count()]
        versions.restore(sop=sop, version=version, by=self.by)
        assert _texts(publishing.document_of(sop)) == _texts(version.document)

    @rule(which=ANY, at=ANY)
    def restore_one_step(self, which: int, at: int) -> None:
        sop = self._sop(which)
        version = list(sop.versions.all())[at % sop.versions.count()]
        steps = version.document.steps
        key = steps[at % len(steps)].key
        if Step.objects.filter(key=key).exclude(sop=sop).exists():
            return
        versions.restore_step(sop=sop, version=version, key=key, by=self.by)
        live = {step.key: step for step in publishing.document_of(sop).steps}
        assert live[key] == steps[at % len(steps)]

    @invariant()
    def the_order_has_no_gaps(self) -> None:
        for sop in self.sops:
            places = list(sop.steps.present().values_list("position", flat=True))
            assert places == list(range(1, len(places) + 1))

    def teardown(self) -> None:
        client = client_of(self.reader)
        every = list(Version.objects.filter(sop__in=self.sops).select_related("sop").order_by("-published_at"))
        keys = dict.fromkeys(step.key for version in every for step in version.document.steps)
        for key in _spread(list(keys)):
            self.answers_today(client, key)
        links = [(version, step) for version in every for step in version.document.steps]
        for version, step in _spread(links):
            self.answers_as_then(client, version, step)
        for version in every:
            assert version.is_intact
            assert diffs.compare(version.document, version.document).is_empty

    def answers_today(self, client: Client, key: str) -> None:
        current = {sop.key: sop for sop in Sop.objects.filter(pk__in=[sop.pk for sop in self.sops])}
        shows = [
            sop.key for sop in current.values() if any(step.key == key for step in sop.current_version.document.steps)
        ]
        answer = client.get(f"/s/{key}")
        if shows:
            assert answer.status_code == 302
            assert answer["Location"].split("/")[2] in shows
            assert answer["Location"].endswith(f"#s-{key}")
        else:
            assert answer.status_code == 410
            page = html.unescape(answer.content.decode())
            assert any(said in page for said in ("no longer part of", "moved"))
            step = Step.objects.get(key=key)
            if step.removed_at and step.moved_to_key and "Go to the step" in page:
                assert Step.objects.filter(removed_at=None, key__in=_keys_linked(page)).exists()

    def answers_as_then(self, client: Client, version: Version, step: Any) -> None:
        """What was published then, or today's page where it still says the same."""
        answer = client.get(f"/s/{step.key}?v={version.number}&of={version.sop.key}")
        if answer.status_code == 302:
            answer = client.get(answer["Location"])
            shown = answer.content.decode()
        else:
            shown = answer.content.decode().split("data-then", 1)[1].split('id="h-now"')[0]
        assert answer.status_code == 200
        # A step without a title shows the first line of its text as one.
        first, _, rest = (step.title, "", step.body) if step.title else step.body.strip().partition("\n")
        assert str(markdown.render_line(first)) in shown
        assert str(markdown.render(rest)) in shown


def _texts(document: Any) -> list[tuple[str, str]]:
    return [(step.title, step.body) for step in document.steps]


def _spread(items: list[Any]) -> list[Any]:
    if len(items) <= ASKED:
        return items
    newest, rest = items[: ASKED // 2], items[ASKED // 2 :]
    return newest + rest[:: max(1, len(rest) // (ASKED // 2))]


def _keys_linked(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('href="/s/')[1:]]


class KeysSurvive(TestCase):
    def test_every_key_ever_published_answers(self) -> None:
        """The fast form: few and short sequences, in every run."""
        self._run(examples=2, acts=25)

    @pytest.mark.heavy
    def test_every_key_ever_published_answers_after_two_hundred_acts(self) -> None:
        self._run(examples=12, acts=200)

    @staticmethod
    def _run(*, examples: int, acts: int) -> None:
        from django.db import transaction

        class InATransaction(Editors):
            def __init__(self) -> None:
                self.atomic = transaction.atomic()
                self.atomic.__enter__()
                super().__init__()

            def teardown(self) -> None:
                try:
                    super().teardown()
                finally:
                    transaction.set_rollback(True)
                    self.atomic.__exit__(None, None, None)

        profile = settings(
            max_examples=examples,
            stateful_step_count=acts,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        )
        run_state_machine_as_test(InATransaction, settings=profile)
