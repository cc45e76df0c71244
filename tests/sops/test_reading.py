"""The page of an SOP."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from sops.models import GlossaryTerm, Pin, Screenshot, Sop, Visit
from sops.pictures import sha256_of, store_picture
from sops.services import editing, publishing
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of


def page(cast: Cast, sop: Sop, who: str = "rosa") -> str:
    return text_of(client_of(getattr(cast, who)), sop.get_absolute_url())


def test_a_reader_sees_why_when_who_owner_and_steps(cast: Cast) -> None:
    sop = make_sop(
        cast.sales,
        cast.ed,
        purpose="Get it approved.",
        when_to_use="Above 10%.",
        who="Account executives.",
        prerequisites=["An **Amount** is set"],
        expected_result="Status is Pending.",
    )
    html = page(cast, sop)
    for words in ("Get it approved.", "Above 10%.", "Account executives.", "Status is Pending.", "Reviewed"):
        assert words in html
    assert "Click <strong>Request discount</strong>" in html
    assert html.count("<h1") == 1
    assert "Ed" in html


def test_readers_and_editors_see_the_published_words_until_the_draft_is_published(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="Open the deal in the new screen")
    assert "new screen" not in page(cast, sop)
    html = page(cast, sop, "ed")
    assert "new screen" not in html
    assert "readers don't see yet" in html.replace("&#x27;", "'")
    assert "readers don't see yet" not in page(cast, sop).replace("&#x27;", "'")
    publishing.publish(sop=sop, by=cast.ed)
    assert "new screen" in page(cast, sop)


def test_a_draft_is_shown_to_editors_as_a_draft_and_to_nobody_else(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    assert "This is a draft" in page(cast, sop, "ed")
    assert client_of(cast.rosa).get(sop.get_absolute_url()).status_code == 404


def test_every_step_has_a_link_that_carries_the_version(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, body="More.")
    publishing.publish(sop=sop, by=cast.ed)
    html = page(cast, sop)
    for step in sop.steps.present():
        assert f'data-copy="/s/{step.key}?v=2"' in html
        assert f'id="s-{step.key}"' in html


def test_branches_jump_to_steps_and_to_other_sops(cast: Cast) -> None:
    other = make_sop(cast.sales, cast.ed, "Create a quote")
    sop = make_sop(cast.sales, cast.ed, publish=False)
    target = step_of(sop, 3)
    editing.update_step(
        step=step_of(sop, 1),
        by=cast.ed,
        branches=[
            {"condition": "New business", "target_kind": "step", "target_key": target.key},
            {"condition": "A quote is missing", "target_kind": "sop", "target_key": other.key},
            {"condition": "Nothing to do", "target_kind": "end", "target_key": ""},
        ],
    )
    publishing.publish(sop=sop, by=cast.ed)
    html = page(cast, sop)
    assert f'<a href="#s-{target.key}"><strong>New business</strong>' in html
    assert f'<a href="{other.get_absolute_url()}"><strong>A quote is missing</strong>' in html
    assert "You are done here" in html


def test_an_sop_that_a_reader_may_not_open_is_not_named(cast: Cast) -> None:
    secret = make_sop(cast.desk, cast.adam, "Price floor of the year")
    sop = make_sop(cast.sales, cast.ed, publish=False)
    editing.update_step(
        step=step_of(sop, 1),
        by=cast.ed,
        sub_sop_key=secret.key,
        branches=[{"condition": "Below the floor", "target_kind": "sop", "target_key": secret.key}],
        links=[{"label": "Floor", "url": "", "sop_key": secret.key, "kind": "sop"}],
    )
    publishing.publish(sop=sop, by=cast.ed)
    html = page(cast, sop)
    assert "Below the floor" in html
    assert "Price floor" not in html
    assert secret.key not in html
    assert "Price floor" in page(cast, sop, "adam")


def test_a_sub_sop_opens_in_place_and_says_where_it_is_used(cast: Cast) -> None:
    sub = make_sop(cast.sales, cast.ed, "Create an account", steps=["Open **Accounts**"])
    sop = make_sop(cast.sales, cast.ed, publish=False)
    editing.update_step(step=step_of(sop, 1), by=cast.ed, sub_sop_key=sub.key)
    publishing.publish(sop=sop, by=cast.ed)
    assert "Open <strong>Accounts</strong>" in page(cast, sop)
    used = page(cast, sub)
    assert "Used in" in used
    assert sop.title in used


def test_a_glossary_term_is_explained_on_the_page(cast: Cast) -> None:
    GlossaryTerm.objects.create(library=cast.sales, term="deal desk", definition="They price deals.")
    sop = make_sop(cast.sales, cast.ed, who="The deal desk decides.")
    html = page(cast, sop)
    term = r'<dfn class="term" tabindex="0" aria-describedby="(term-\d)">deal desk<span class="meaning" id="\1"'
    assert re.search(term, html)


def test_a_screenshot_is_drawn_with_its_highlight_and_read_through_the_permission(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    content = picture_bytes(1280, 720)
    shot = store_picture(sop=sop, content=content)
    editing.update_step(
        step=step_of(sop), by=cast.ed, screenshot=shot, highlight={"x": 0.5, "y": 0.5, "width": 0.1, "height": 0.05}
    )
    address = f"/sops/{sop.key}/pictures/{sha256_of(content)}"
    assert client_of(cast.rosa).get(address).status_code == 404
    publishing.publish(sop=sop, by=cast.ed)
    html = page(cast, sop)
    assert f'<image href="{address}"' in html
    assert 'class="ring"' in html
    response = client_of(cast.rosa).get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert client_of(cast.dee).get(address).status_code == 200  # Sales is open
    assert client_of(None).get(address).status_code == 302


def test_a_smaller_picture_is_made_once_and_only_in_known_widths(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, publish=False)
    shot = store_picture(sop=sop, content=picture_bytes(1280, 720))
    client = client_of(cast.ed)
    address = f"/sops/{sop.key}/pictures/{shot.sha256}"
    small = client.get(f"{address}?w=320")
    assert small["Content-Type"] == "image/webp"
    assert b"".join(small.streaming_content)[:4] == b"RIFF"  # type: ignore[attr-defined]
    for width in ("321", "99999", "-1", "x", "²"):
        assert client.get(f"{address}?w={width}")["Content-Type"] == "image/png"
    assert Screenshot.objects.count() == 1


def test_reading_is_remembered_and_a_pin_can_be_taken_off(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    client = client_of(cast.rosa)
    text_of(client, sop.get_absolute_url())
    assert Visit.objects.filter(user=cast.rosa, sop=sop).count() == 1
    assert client.post(f"/sops/{sop.key}/pin").status_code == 302
    assert Pin.objects.filter(user=cast.rosa, sop=sop).exists()
    again = client.post(f"/sops/{sop.key}/pin", headers={"HX-Request": "true"})
    assert 'aria-pressed="false"' in again.content.decode()


def test_an_overdue_review_is_said_plainly(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    Sop.objects.filter(pk=sop.pk).update(next_review_at=timezone.localdate() - timedelta(days=1))
    assert "Review overdue" in page(cast, sop)


def test_an_old_version_says_that_it_is_old(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="Open the account")
    publishing.publish(sop=sop, by=cast.ed)
    client = client_of(cast.rosa)
    old = text_of(client, f"/sops/{sop.key}/versions/1")
    assert "Open the deal" in old
    assert "This is an old version" in old
    assert "This is an old version" not in text_of(client, f"/sops/{sop.key}/versions/2")
    assert client.get(f"/sops/{sop.key}/versions/3").status_code == 404
    assert client.get(f"/sops/{sop.key}/versions/99999999999999999999").status_code == 404


@pytest.mark.parametrize("lead", ["", "sub"])
def test_more_steps_need_no_more_queries(cast: Cast, lead: str) -> None:
    others = [make_sop(cast.sales, cast.ed, f"Other {n}", steps=["One"]) for n in range(11)]
    short, long = (
        make_sop(cast.sales, cast.ed, "Short", steps=["1"], publish=False),
        make_sop(cast.sales, cast.ed, "Long", steps=[str(n) for n in range(11)], publish=False),
    )
    for sop in (short, long):
        for step, other in zip(sop.steps.present(), others, strict=False):
            if lead:
                editing.update_step(step=step, by=cast.ed, sub_sop_key=other.key)
        publishing.publish(sop=sop, by=cast.ed)
    client = client_of(cast.rosa)
    assert queries_for(client, short.get_absolute_url()) == queries_for(client, long.get_absolute_url())
