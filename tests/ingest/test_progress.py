"""How far, and how long still: honest at the start, exact towards the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ingest import progress
from ingest.models import Job
from ingest.pipeline import STAGES
from ingest.templatetags.recordings import bold, clock, spoken
from tests.support.cast import Cast
from tests.support.recordings import make_job


def running(cast: Cast, stage: str, share: float, since_s: float = 0, **facts: object) -> Job:
    job = make_job(cast.sales, cast.ed)
    job.state, job.stage, job.stage_share = "running", stage, share
    job.stage_started_at = timezone.now() - timedelta(seconds=since_s)
    for name, value in facts.items():
        setattr(job, name, value)
    return job


def test_every_stage_has_a_usual_time() -> None:
    assert set(progress.USUAL) == set(STAGES)


def test_the_share_only_grows(cast: Cast) -> None:
    shares, done = [], {}
    for stage in STAGES:
        shares += [progress.share_of(running(cast, stage, part, stage_seconds=dict(done))) for part in (0, 0.5, 1)]
        done[stage] = 1.0
    assert shares == sorted(shares)
    assert shares[-1] == 0.99


def test_a_stage_s_own_pace_counts_once_it_has_got_going(cast: Cast) -> None:
    job = running(cast, STAGES[-1], 0.5, since_s=30)
    assert progress.seconds_left(job) == pytest.approx(30, abs=1)


def test_later_stages_are_expected_to_take_what_they_took_before(cast: Cast) -> None:
    for seconds in (10.0, 30.0, 20.0):
        before = make_job(cast.sales, cast.ed, f"{seconds}.mp4")
        Job.objects.filter(pk=before.pk).update(
            state="done", finished_at=timezone.now(), stage_seconds={"draft": seconds}
        )
    left = progress.seconds_left(running(cast, "write", 1.0, since_s=1))
    assert left == pytest.approx(20.0)


def test_of_a_job_that_does_not_run_nothing_is_said(cast: Cast) -> None:
    assert progress.seconds_left(make_job(cast.sales, cast.ed)) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 second"),
        (8.4, "8 seconds"),
        (27, "25 seconds"),
        (62, "60 seconds"),
        (100, "2 minutes"),
        (7200, "2 hours"),
    ],
)
def test_times_as_people_say_them(seconds: float, words: str) -> None:
    assert spoken(seconds) == words


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (65.4, "1:05"), (3725, "1:02:05"), (None, "")])
def test_times_as_players_show_them(seconds: float | None, shown: str) -> None:
    assert clock(seconds) == shown


def test_bold_keeps_markup_of_others_out() -> None:
    assert bold("Click **<b>Save</b>** & go") == "Click <strong>&lt;b&gt;Save&lt;/b&gt;</strong> &amp; go"
