"""SOPs in pages of others: what a token shows, where, until when, and to whom not."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from integrations.embeds import services, snippets
from integrations.embeds.origins import origin_of
from integrations.embeds.tokens import SALT, token_of
from integrations.models import Embed
from sops.models import Sop
from sops.pictures import store_picture
from sops.services import archiving, editing, publishing
from tests.integrations.attacks import CORPUS
from tests.support.browsing import client_of, queries_for, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

WIKI = "https://wiki.example.com"
IN_FRAME = {"Sec-Fetch-Dest": "iframe", "Referer": f"{WIKI}/"}


def make_embed(sop: Sop, by: Any, step: Any = None, **changes: Any) -> Embed:
    return services.make_embed(sop=sop, step=step, origin=WIKI, days=30, by=by, **changes)


def shown(embed: Embed, **headers: str) -> Any:
    return Client().get(f"/embed/{token_of(embed)}", headers={**IN_FRAME, **headers})


def pictured(cast: Cast) -> tuple[Sop, list[str]]:
    """Two steps with a picture of their own."""
    sop = make_sop(cast.sales, cast.ed, publish=False)
    shots = [store_picture(sop=sop, content=picture_bytes(colour=colour)) for colour in ("navy", "red")]
    for number, shot in enumerate(shots, start=1):
        editing.update_step(step=step_of(sop, number), by=cast.ed, screenshot=shot)
    publishing.publish(sop=sop, by=cast.ed)
    sop.refresh_from_db()
    return sop, [shot.sha256 for shot in shots]


def test_it_shows_the_published_sop_in_a_frame_of_its_origin_only(cast: Cast) -> None:
    """Case 38."""
    sop = make_sop(cast.sales, cast.ed)
    editing.update_step(step=step_of(sop), by=cast.ed, title="Only a draft")
    answer = shown(make_embed(sop, cast.ed))
    page = answer.content.decode()
    assert "Request discount" in page
    assert "Only a draft" not in page
    assert f"frame-ancestors {WIKI};" in f"{answer['Content-Security-Policy']};"
    assert "X-Frame-Options" not in answer
    assert "<script" not in page


@pytest.mark.parametrize(
    "path", ["/", "/go?object=x", "/accounts/login/", "/oembed?url=x", "/healthz", "/embed/forged"]
)
def test_everything_else_refuses_all_frames(cast: Cast, path: str, settings: Any) -> None:
    """Case 38."""
    settings.STEPMARK_FRAME_ANCESTORS = ["https://*.lightning.force.com"]
    answer = client_of(cast.ed).get(path)
    if path != "/healthz":  # answers in plain text before all others
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert "'unsafe-inline'" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Dest": "document"},
        {"Referer": "https://evil.example.com/"},
        {"Referer": "https://wiki.example.com.evil.example/"},
        {"Referer": "http://wiki.example.com/"},
        {"Sec-Fetch-Dest": "", "Referer": ""},
    ],
)
def test_outside_its_audience_it_shows_nothing(cast: Cast, headers: dict[str, str]) -> None:
    """Case 36: a token carries its audience."""
    answer = shown(make_embed(make_sop(cast.sales, cast.ed), cast.ed), **headers)
    assert answer.status_code == 403
    assert "Request discount" not in answer.content.decode()


def test_one_step_is_only_that_step_and_its_picture(cast: Cast) -> None:
    """Case 36: a token gives one SOP or step only."""
    sop, pictures = pictured(cast)
    embed = make_embed(sop, cast.ed, step_of(sop, 1))
    page = shown(embed).content.decode()
    assert "Open the deal" in page
    assert "Request discount" not in page
    base = f"/embed/{token_of(embed)}/pictures"
    assert [Client().get(f"{base}/{sha256}").status_code for sha256 in pictures] == [200, 404]
    other = make_sop(cast.sales, cast.ed, "Another")
    shot = store_picture(sop=other, content=picture_bytes(colour="green"))
    assert Client().get(f"{base}/{shot.sha256}").status_code == 404


def test_what_it_leads_to_is_not_part_of_it(cast: Cast) -> None:
    """Case 36."""
    sub = make_sop(cast.sales, cast.ed, "A secret sub-SOP", ["A hidden line"])
    sop = make_sop(cast.sales, cast.ed, publish=False)
    editing.update_step(step=step_of(sop), by=cast.ed, sub_sop_key=sub.key)
    publishing.publish(sop=sop, by=cast.ed)
    sop.refresh_from_db()
    page = shown(make_embed(sop, cast.ed)).content.decode()
    assert "A secret sub-SOP" not in page
    assert "A hidden line" not in page


def test_expired_and_revoked_ones_say_so(cast: Cast) -> None:
    """Cases 3 and 36."""
    embed = make_embed(make_sop(cast.sales, cast.ed), cast.ed)
    client_of(cast.ed).post(f"/sops/{embed.sop.key}/embeds/{embed.key}/revoke")
    answer = shown(embed)
    assert (answer.status_code, "was revoked" in answer.content.decode()) == (410, True)
    assert f"frame-ancestors {WIKI}" in answer["Content-Security-Policy"]
    late = make_embed(embed.sop, cast.ed)
    late.expires_at = timezone.now() - timedelta(seconds=1)
    late.save()
    assert "has expired" in shown(late).content.decode()


@pytest.mark.parametrize("name", ["e", "s", "t", "aud", "exp", "n"])
def test_a_token_that_says_other_than_its_row_is_nothing(cast: Cast, name: str) -> None:
    """Case 36: with expiry and nonce."""
    embed = make_embed(make_sop(cast.sales, cast.ed), cast.ed)
    held = {**signing.loads(token_of(embed), salt=SALT), name: "another"}
    forged = signing.dumps(held, salt=SALT)
    assert Client().get(f"/embed/{forged}", headers=IN_FRAME).status_code == 404
    token = token_of(embed)
    flipped = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert Client().get(f"/embed/{flipped}", headers=IN_FRAME).status_code == 404


def test_it_obeys_what_happens_to_the_sop_and_to_its_maker(cast: Cast) -> None:
    """Case 9."""
    sop = make_sop(cast.sales, cast.ed)
    embed = make_embed(sop, cast.ed)
    publishing.withdraw(sop=sop, by=cast.ed)
    assert shown(embed).status_code == 410
    publishing.publish(sop=sop, by=cast.ed)
    assert shown(embed).status_code == 200
    archiving.archive(sop=Sop.objects.get(pk=sop.pk), by=cast.adam, reason="Old")
    assert shown(embed).status_code == 410
    archiving.bring_back(sop=Sop.objects.get(pk=sop.pk), by=cast.adam)
    cast.sales.is_open = False
    cast.sales.save()
    assert shown(embed).status_code == 200
    cast.sales.memberships.filter(user=cast.ed).delete()
    assert shown(embed).status_code == 410


def test_it_follows_new_versions_and_says_when_its_step_is_gone(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    embed = make_embed(sop, cast.ed, step_of(sop, 2))
    editing.update_step(step=step_of(sop, 2), by=cast.ed, title="Click **Ask**")
    publishing.publish(sop=sop, by=cast.ed)
    assert "Ask" in shown(embed).content.decode()
    editing.remove_step(step=step_of(sop, 2), by=cast.ed)
    publishing.publish(sop=sop, by=cast.ed)
    assert "not in the SOP any more" in shown(embed).content.decode()


def test_editors_make_list_and_revoke_them(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    client = client_of(cast.ed)
    assert 'id="embed-pop"' in text_of(client, sop.get_absolute_url())
    assert "embed-pop" not in text_of(client_of(cast.rosa), sop.get_absolute_url())
    answer = client.post(f"/sops/{sop.key}/embeds/make", {"origin": f"{WIKI}/page?x=1", "days": "30"})
    embed = Embed.objects.get()
    assert answer["Location"] == f"/sops/{sop.key}/embeds#embed-{embed.key}"
    page = text_of(client, f"/sops/{sop.key}/embeds")
    assert WIKI in page
    assert "&lt;iframe src=" in page
    assert "Made by" not in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"origin": "*"}, "Name the site"),
        ({"origin": "https://*.example.com"}, "Name the site"),
        ({"origin": "javascript:alert(1)"}, "address"),
        ({"origin": "https://a b.com"}, "not the address"),
        ({"origin": "https://x.example.com; script-src *"}, "not the address"),
        ({"days": "9999"}, "how long"),
        ({"step": "of-another"}, "in the SOP"),
    ],
)
def test_what_is_wrong_with_a_new_one_is_said(cast: Cast, changes: dict[str, str], told: str) -> None:
    sop = make_sop(cast.sales, cast.ed)
    answer = client_of(cast.ed).post(f"/sops/{sop.key}/embeds/make", {"origin": WIKI, "days": "30", **changes})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Embed.objects.exists()


def test_only_what_is_published_is_embedded(cast: Cast) -> None:
    """Case 10."""
    with pytest.raises(ValidationError, match="Publish the SOP first"):
        make_embed(make_sop(cast.sales, cast.ed, publish=False), cast.ed)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("wiki.example.com/page", "https://wiki.example.com"),
        ("https://WIKI.example.com:443/", "https://wiki.example.com"),
        ("http://localhost:8080/x", "http://localhost:8080"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_an_origin_is_read_from_any_address(text: str, origin: str) -> None:
    assert origin_of(text) == origin


def test_the_snippet_holds_no_script_and_escapes_titles(cast: Cast) -> None:
    embed = make_embed(make_sop(cast.sales, cast.ed, '"><script>alert(1)</script>'), cast.ed)
    snippet = str(snippets.frame(embed, embed.sop, "https://sop.example.com"))
    assert re.fullmatch(r'<iframe src="https://sop\.example\.com/embed/[\w:.-]+"[^<>]*></iframe>', snippet)
    assert "allow-scripts" not in snippet


@pytest.mark.parametrize("attack", CORPUS)
def test_html_in_the_sop_stays_text(cast: Cast, attack: str) -> None:
    """Case 22."""
    sop = make_sop(cast.sales, cast.ed, attack, [attack], purpose=attack)
    assert attack not in shown(make_embed(sop, cast.ed)).content.decode()
    assert attack not in text_of(client_of(cast.ed), f"/sops/{sop.key}/embeds")
    assert attack not in text_of(client_of(cast.ed), sop.get_absolute_url())


def test_as_many_queries_for_eleven_as_for_one(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    make_embed(sop, cast.ed, step_of(sop))
    one = queries_for(client_of(cast.ed), f"/sops/{sop.key}/embeds")
    for _ in range(10):
        make_embed(sop, cast.ed, step_of(sop))
    assert queries_for(client_of(cast.ed), f"/sops/{sop.key}/embeds") == one
