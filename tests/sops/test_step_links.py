"""A link to a step, after everything that may happen to the step."""

import pytest

from sops.services import editing, publishing
from tests.support.browsing import client_of, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of


def test_it_lands_on_the_step_marked(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    step = step_of(sop, 2)
    response = client_of(cast.rosa).get(f"/s/{step.key}")
    assert response.status_code == 302
    assert response["Location"] == f"/sops/{sop.key}/?step={step.key}#s-{step.key}"
    html = text_of(client_of(cast.rosa), response["Location"])
    assert f'<article class="card step linked" id="s-{step.key}"' in html
    assert html.count("step linked") == 1


def test_it_still_lands_there_after_edits_and_reordering(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    step = step_of(sop, 1)
    editing.move_step(step=step, to=2, by=cast.ed)
    editing.update_step(step=step, by=cast.ed, title="Open the deal in **Deals**")
    publishing.publish(sop=sop, by=cast.ed)
    html = client_of(cast.rosa).get(f"/s/{step.key}?v=1", follow=True).content.decode()
    assert "Changed since this link was made" in html
    assert "<ins>" in html
    assert f'id="s-{step.key}"' in html


def test_it_says_in_one_line_what_changed_and_keeps_the_old_text_near(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, steps=["Up to 15% the deal desk approves"])
    step = step_of(sop)
    editing.update_step(step=step, by=cast.ed, title="Up to 20% the deal desk approves")
    publishing.publish(sop=sop, by=cast.ed)
    html = client_of(cast.rosa).get(f"/s/{step.key}?v=1", follow=True).content.decode()
    assert "“15%” became “20%”" in html
    assert "<del>15%</del><ins>20%</ins>" in html
    assert f"/sops/{sop.key}/versions/1#s-{step.key}" in html


def test_a_step_that_only_moved_says_its_old_number(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    step = step_of(sop, 3)
    editing.move_step(step=step, to=0, by=cast.ed)
    publishing.publish(sop=sop, by=cast.ed)
    html = client_of(cast.rosa).get(f"/s/{step.key}?v=1", follow=True).content.decode()
    assert "It is step 1 now; it was step 3." in html


@pytest.mark.parametrize("version", ["1", "2", "7", "0", "-1", "x", "", "9" * 30, "²"])
def test_an_unchanged_step_or_a_strange_version_says_nothing(cast: Cast, version: str) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop, 2), by=cast.ed, title="Another one")
    publishing.publish(sop=sop, by=cast.ed)
    html = client_of(cast.rosa).get(f"/s/{step_of(sop, 1).key}?v={version}", follow=True).content.decode()
    assert "Changed since" not in html
    assert "step linked" in html


def test_a_removed_step_says_so_and_offers_the_sop(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    step = step_of(sop, 2)
    editing.remove_step(step=step, by=cast.ed)
    client = client_of(cast.rosa)
    assert client.get(f"/s/{step.key}").status_code == 302  # readers have it until the draft is published
    publishing.publish(sop=sop, by=cast.ed)
    html = text_of(client, f"/s/{step.key}", status=410)
    assert "no longer part of" in html
    assert sop.get_absolute_url() in html
    assert "Request discount" in html  # what it said


def test_a_merged_step_says_where_it_went(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    gone, kept = step_of(sop, 2), step_of(sop, 1)
    editing.remove_step(step=gone, by=cast.ed, moved_to=kept)
    publishing.publish(sop=sop, by=cast.ed)
    assert f"/s/{kept.key}" in text_of(client_of(cast.rosa), f"/s/{gone.key}", status=410)


def test_a_step_that_was_never_published_does_not_exist_for_readers(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    new = editing.add_step(sop=sop, by=cast.ed, title="Not yet")
    assert client_of(cast.rosa).get(f"/s/{new.key}").status_code == 404
    assert client_of(cast.ed).get(f"/s/{new.key}")["Location"] == f"/sops/{sop.key}/edit#s-{new.key}"
    editing.remove_step(step=new, by=cast.ed)
    assert client_of(cast.ed).get(f"/s/{new.key}").status_code == 404


def test_forbidden_withdrawn_and_unknown_look_the_same(cast: Cast) -> None:
    hidden, withdrawn = make_sop(cast.desk, cast.adam, "Secret floor"), make_sop(cast.sales, cast.ed, "Old way")
    publishing.withdraw(sop=withdrawn, by=cast.ed)
    client = client_of(cast.rosa)
    pages = [
        text_of(client, f"/s/{key}", status=404) for key in (step_of(hidden).key, step_of(withdrawn).key, "bcdfghjkm")
    ]
    assert "Secret floor" not in pages[0]
    assert _without_tokens(pages[0]) == _without_tokens(pages[1]) == _without_tokens(pages[2])


def _without_tokens(html: str) -> list[str]:
    return [line for line in html.splitlines() if "csrf" not in line]
