"""Links are asked now and then; owners and editors learn which lead nowhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from access.outgoing import Refused, Response, Unreachable
from notices.models import Notice
from sops.models import CheckedLink, Sop
from sops.services import editing, link_checks
from tests.support.browsing import client_of, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

GOOD, GONE = "https://good.example.com/page", "https://gone.example.com/page"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What each address answers: a status, or a refusal. The real fetching has tests of its own."""
    answers: dict[str, Any] = {GOOD: 200, GONE: 404}

    def fetch(url: str, **_: Any) -> Response:
        answer = answers[url]
        if isinstance(answer, Exception):
            raise answer
        return Response(answer, url)

    monkeypatch.setattr(link_checks, "fetch_public", fetch)
    return answers


@pytest.fixture
def sop(cast: Cast) -> Sop:
    sop = make_sop(cast.sales, cast.ed, links=[_link(GOOD), _link("mailto:a@example.com")])
    editing.update_step(step=step_of(sop, 2), by=cast.ed, links=[_link(GONE)])
    return sop


def _link(url: str) -> dict[str, str]:
    return {"label": "Here", "url": url, "sop_key": "", "kind": "policy"}


def a_day_later() -> None:
    CheckedLink.objects.update(checked_at=timezone.now() - timedelta(days=1))


def test_a_link_that_leads_nowhere_twice_is_told_to_the_owner_once(cast: Cast, sop: Sop, web: Any) -> None:
    assert link_checks.check_due() == 2
    assert not Notice.objects.exists()  # a bad day of the other side
    a_day_later()
    link_checks.check_due()
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.url) == (cast.ed, "broken_link", f"/sops/{sop.key}/edit")
    assert GONE in notice.text
    a_day_later()
    link_checks.check_due()
    assert Notice.objects.count() == 1


def test_the_editor_lists_it_until_it_answers_again(cast: Cast, sop: Sop, web: Any) -> None:
    for _ in range(2):
        link_checks.check_due()
        a_day_later()
    ed = client_of(cast.ed)
    html = text_of(ed, f"/sops/{sop.key}/edit/advice")
    assert "Links that lead nowhere" in html
    assert GONE in html
    assert GOOD not in html
    web[GONE] = 200
    link_checks.check_due()
    assert "Links that lead nowhere" not in text_of(ed, f"/sops/{sop.key}/edit/advice")


def test_what_answered_lately_is_not_asked_again(sop: Sop, web: Any) -> None:
    web[GONE] = 200
    assert link_checks.check_due() == 2
    assert link_checks.check_due() == 0
    CheckedLink.objects.update(checked_at=timezone.now() - timedelta(days=8))
    assert link_checks.check_due() == 2


@pytest.mark.parametrize(
    ("answer", "is_broken"),
    [
        (200, False),
        (302, False),
        (401, False),
        (403, False),
        (429, False),
        (404, True),
        (410, True),
        (500, True),
        (Unreachable("There is no host named gone.example.com."), True),
        (Refused("intranet is not a public address."), False),
    ],
)
def test_which_answers_count(web: dict[str, Any], answer: Any, is_broken: bool) -> None:
    """Case 32: an inner address is not asked, and nobody learns from the list whether it is there."""
    web[GONE] = answer
    assert bool(link_checks.why_broken(GONE)) is is_broken


def test_a_link_to_this_machine_is_never_asked() -> None:
    """Case 32, with the real fetching."""
    for url in ("http://127.0.0.1/", "http://localhost:8000/", "http://169.254.169.254/latest/", "http://[::1]/"):
        assert link_checks.why_broken(url) == ""


def test_links_that_are_gone_from_every_sop_are_forgotten(cast: Cast, sop: Sop, web: Any) -> None:
    link_checks.check_due()
    editing.update_step(step=step_of(sop, 2), by=cast.ed, links=[])
    link_checks.check_due()
    assert list(CheckedLink.objects.values_list("url", flat=True)) == [GOOD]
