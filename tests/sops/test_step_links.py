"""A link to a step, after everything that may happen to the step."""

from urllib.parse import quote

import pytest

from sops.models import Sop, Step
from sops.services import editing, moving, publishing, reshaping
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


@pytest.mark.parametrize("version", ["1", "2", ""])
def test_an_unchanged_step_leads_to_the_page_and_says_nothing(cast: Cast, version: str) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop, 2), by=cast.ed, title="Another one")
    publishing.publish(sop=sop, by=cast.ed)
    html = client_of(cast.rosa).get(f"/s/{step_of(sop, 1).key}?v={version}", follow=True).content.decode()
    assert "Changed since" not in html
    assert "step linked" in html


@pytest.mark.parametrize("version", ["7", "0", "-1", "x", "9" * 30, "²", "<b>"])
def test_a_version_that_never_was_is_said_clearly(cast: Cast, version: str) -> None:
    sop = make_sop(cast.sales, cast.ed)
    html = text_of(client_of(cast.rosa), f"/s/{step_of(sop).key}?v={quote(version)}", status=404)
    assert "There is no version" in html
    assert f'href="/s/{step_of(sop).key}"' in html
    assert "<b>”" not in html
    hidden = step_of(make_sop(cast.desk, cast.adam, "Secret floor"))
    assert "There is no version" not in text_of(client_of(cast.rosa), f"/s/{hidden.key}?v={quote(version)}", status=404)


def test_a_step_that_came_later_was_not_part_of_the_version(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    later = editing.add_step(sop=sop, by=cast.ed, title="New one")
    publishing.publish(sop=sop, by=cast.ed)
    html = text_of(client_of(cast.rosa), f"/s/{later.key}?v=1", status=404)
    assert "was not part of version 1" in html
    assert "New one" in html


def test_with_its_version_a_link_shows_the_step_as_it_was_beside_today(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, steps=["Ask the **deal desk**", "Send it"])
    step = step_of(sop)
    editing.update_step(step=step, by=cast.ed, title="Ask the **VP Sales**", note="By chat")
    publishing.publish(sop=sop, by=cast.ed)
    html = text_of(client_of(cast.rosa), f"/s/{step.key}?v=1")
    then, now = html.split('id="h-now"')
    assert "The step as it was in version 1" in then
    assert "2 changes since" in then
    assert "Ask the <strong>deal desk</strong>" in then
    assert "VP Sales" not in then
    assert "Ask the <strong>VP Sales</strong>" in now
    compare = f"/sops/{sop.key}/compare?from=1&to=2&step={step.key}"
    assert compare in html.replace("&amp;", "&")
    comparison = text_of(client_of(cast.rosa), compare)
    assert f'id="c-{step.key}"' in comparison
    assert comparison.count('class="card pair"') == 1


def test_the_copied_link_carries_the_version(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    step = step_of(sop)
    editing.update_step(step=step_of(sop, 2), by=cast.ed, title="Another one")
    publishing.publish(sop=sop, by=cast.ed)
    assert f'data-copy="/s/{step.key}?v=2"' in text_of(client_of(cast.rosa), sop.get_absolute_url())


def test_a_removed_step_is_still_shown_as_it_was(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    step = step_of(sop, 2)
    editing.remove_step(step=step, by=cast.ed)
    publishing.publish(sop=sop, by=cast.ed)
    html = text_of(client_of(cast.rosa), f"/s/{step.key}?v=1")
    assert "Removed since" in html
    assert "Click <strong>Request discount</strong>" in html


def test_merges_of_merges_lead_to_the_step_that_is_left(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, steps=["One", "Two", "Three", "Four"])
    one, two, three = (step_of(sop, number) for number in (1, 2, 3))
    reshaping.merge_with_next(step=two, by=cast.ed)
    reshaping.merge_with_next(step=one, by=cast.ed)
    publishing.publish(sop=sop, by=cast.ed)
    for gone in (two, three):
        assert f'href="/s/{one.key}"' in text_of(client_of(cast.rosa), f"/s/{gone.key}", status=410)


def moved_step(cast: Cast, *, to_library: str = "sales") -> tuple[Sop, Sop, Step]:
    """Step 2 of an SOP with two versions moved to another one; the first is published without it, the other not yet."""
    sop = make_sop(cast.sales, cast.ed)
    step = editing.update_step(step=step_of(sop, 2), by=cast.ed, note="Careful")
    publishing.publish(sop=sop, by=cast.ed)
    other = make_sop(getattr(cast, to_library), cast.adam, "Approvals", steps=["Wait"])
    (step,) = moving.move_steps(steps=[step], to=other, by=cast.adam)
    publishing.publish(sop=sop, by=cast.ed)
    return sop, other, step


def test_a_moved_step_explains_until_its_new_sop_shows_it_and_then_leads_there(cast: Cast) -> None:
    _, other, step = moved_step(cast)
    rosa = client_of(cast.rosa)
    page = text_of(rosa, f"/s/{step.key}", status=410)
    assert "It moved to “Approvals”, which doesn't show it to readers yet." in page
    publishing.publish(sop=other, by=cast.adam)
    assert rosa.get(f"/s/{step.key}")["Location"] == f"/sops/{other.key}/?step={step.key}#s-{step.key}"


def test_old_links_of_a_moved_step_show_what_the_first_sop_said(cast: Cast) -> None:
    _, other, step = moved_step(cast)
    rosa = client_of(cast.rosa)
    editing.update_step(step=step, by=cast.adam, title="Ask for approval")
    publishing.publish(sop=other, by=cast.adam)
    page = text_of(rosa, f"/s/{step.key}?v=2")  # both SOPs have a version 2 with this step
    assert "Careful" in page.split('id="h-now"')[0]
    assert "Request discount" in page.split('id="h-now"')[0]
    assert "moved to “" in page
    copied = text_of(rosa, other.get_absolute_url())
    assert f"/s/{step.key}?v=2&amp;of={other.key}" in copied
    assert rosa.get(f"/s/{step.key}?v=2&of={other.key}").status_code == 302  # unchanged since


def test_a_step_that_moved_where_one_may_not_look_says_so_and_no_more(cast: Cast) -> None:
    """Case 12: moving a step moves what readers may see of it."""
    _, other, step = moved_step(cast, to_library="desk")
    editing.update_step(step=step, by=cast.adam, title="Secret floor")
    publishing.publish(sop=other, by=cast.adam)
    page = text_of(client_of(cast.rosa), f"/s/{step.key}", status=410)
    assert "It moved to another SOP, which you can't open." in page
    assert "Secret floor" not in page
    assert "Approvals" not in page
    old = text_of(client_of(cast.rosa), f"/s/{step.key}?v=1")
    assert "Secret floor" not in old
    assert client_of(cast.dee).get(f"/s/{step.key}").status_code == 302
    assert client_of(cast.gus).get(f"/s/{step.key}").status_code == 410


def test_a_step_that_came_back_is_at_home_again(cast: Cast) -> None:
    sop, _, step = moved_step(cast)
    moving.move_steps(steps=[step], to=sop, by=cast.ed)
    publishing.publish(sop=sop, by=cast.ed)
    assert client_of(cast.rosa).get(f"/s/{step.key}")["Location"].startswith(sop.get_absolute_url())


def test_a_merge_whose_rest_was_removed_explains_without_a_way(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, steps=["One", "Two", "Three"])
    one, two = step_of(sop, 1), step_of(sop, 2)
    reshaping.merge_with_next(step=one, by=cast.ed)
    one.refresh_from_db()
    editing.remove_step(step=one, by=cast.ed)
    publishing.publish(sop=sop, by=cast.ed)
    assert "The SOP does without it since version 2" in text_of(client_of(cast.rosa), f"/s/{two.key}", status=410)


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
