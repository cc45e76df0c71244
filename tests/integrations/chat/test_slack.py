"""Slack: the command, previews of links, and who is who."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from integrations import signatures
from integrations.chat import linking, unfurling
from integrations.chat.linking import SlackUser
from integrations.models import SlackLink
from search import indexing
from tests.support.browsing import client_of, text_of
from tests.support.cast import Cast
from tests.support.make import make_sop, step_of

SECRET = "only-for-tests"
SITE = "http://testserver"


@pytest.fixture(autouse=True)
def connected(settings: Any) -> None:
    settings.STEPMARK_SLACK_SIGNING_SECRET = SECRET
    settings.STEPMARK_SLACK_BOT_TOKEN = "xoxb-test"
    settings.CELERY_TASK_ALWAYS_EAGER = True


def send(path: str, body: str, *, kind: str, shift: float = 0, secret: str = SECRET) -> Any:
    stamp = str(int(time.time() + shift))
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signatures.slack_v0(secret, body, stamp),
    }
    return Client().post(path, body, content_type=kind, headers=headers)


def command(text: str, *, user: str = "U1", **more: Any) -> Any:
    fields = {"team_id": "T1", "team_domain": "acme", "user_id": user, "user_name": "rosa.r", "text": text}
    return send("/slack/commands", urlencode(fields), kind="application/x-www-form-urlencoded", **more)


def event(said: Any, **more: Any) -> Any:
    return send("/slack/events", said if isinstance(said, str) else json.dumps(said), kind="application/json", **more)


def link_person(person: Any, user: str = "U1") -> None:
    SlackLink.objects.create(user=person, team_id="T1", slack_user_id=user)


def test_the_command_answers_with_the_step_and_its_link_to_this_person_alone(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed, "Request a discount")
    indexing.index_sop(sop.pk)
    link_person(cast.rosa)
    command("discount")  # a running process has read its index
    begun = time.monotonic()
    said = command("request discount").json()
    assert time.monotonic() - begun < 3
    assert said["response_type"] == "ephemeral"
    assert f"{SITE}/s/" in json.dumps(said["blocks"])
    assert "Request a discount" in json.dumps(said["blocks"])


def test_who_is_not_linked_is_told_how(cast: Cast) -> None:
    indexing.index_sop(make_sop(cast.sales, cast.ed).pk)
    said = command("discount").json()
    assert "Link your account" in said["text"]
    assert f"{SITE}/account/slack?link=" in said["text"]
    assert "blocks" not in said


def test_only_what_the_linked_person_may_see(cast: Cast) -> None:
    """Case 5."""
    indexing.index_sop(make_sop(cast.desk, cast.dee, "Margin floors").pk)
    link_person(cast.rosa)
    link_person(cast.dee, "U2")
    assert "Nothing found" in command("margin floors").json()["text"]
    assert "Margin floors" in command("margin floors", user="U2").json()["text"]


def test_a_person_switched_off_or_unlinked_gets_nothing(cast: Cast) -> None:
    """Case 3."""
    link_person(cast.rosa)
    cast.rosa.is_active = False
    cast.rosa.save()
    assert "don't know who you are" in command("discount").json()["text"]


@pytest.mark.parametrize("text", ["", "help", "  "])
def test_without_words_it_says_how_to_ask(cast: Cast, text: str) -> None:
    link_person(cast.rosa)
    assert "/stepmark discount approval" in command(text).json()["text"]


def test_texts_become_no_links_or_mentions(cast: Cast) -> None:
    """Case 22."""
    link_person(cast.rosa)
    said = command("<!channel> <https://evil.example|here> & x" + "y" * 2_000).json()["text"]
    assert "<!channel>" not in said
    assert "&lt;!channel&gt;" in said
    assert len(said) < 3_000


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"secret": "another"}, "doesn't fit"), ({"shift": -301}, "older"), ({"shift": 60}, "future")],
)
def test_forged_stale_and_future_requests_are_refused(cast: Cast, changes: dict[str, Any], why: str) -> None:
    """Case 37."""
    answer = command("discount", **changes)
    assert (answer.status_code, why in answer.json()["detail"]) == (401, True)


def test_replayed_requests_and_those_without_a_secret_are_refused(cast: Cast, settings: Any) -> None:
    """Case 37."""
    body, stamp = "team_id=T1&user_id=U1&text=help", str(int(time.time()))
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signatures.slack_v0(SECRET, body, stamp)}
    kind = "application/x-www-form-urlencoded"
    first, again = (Client().post("/slack/commands", body, content_type=kind, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 401)
    settings.STEPMARK_SLACK_SIGNING_SECRET = ""
    assert command("x", secret="").status_code == 401
    assert Client().get("/slack/commands").status_code == 405


def test_the_challenge_is_answered(cast: Cast) -> None:
    assert event({"type": "url_verification", "challenge": "3eZb"}).json() == {"challenge": "3eZb"}


@pytest.mark.parametrize("body", ["", "{", "[]", "[" * 50_000, '{"event": {"type": "link_shared", "links": 7}}'])
def test_bodies_that_say_nothing_harm_nothing(cast: Cast, body: str) -> None:
    assert event(body).status_code in (200, 400)


# Linking


def link_of(name: str = "rosa.r") -> str:
    return linking.link_address(SlackUser("T1", "U1", name, "acme"), SITE).removeprefix(SITE)


def test_a_person_links_themselves_after_reading_who_it_is(cast: Cast) -> None:
    address = link_of()
    page = text_of(client_of(cast.rosa), address)
    assert "Is this you in Slack?" in page
    assert "rosa.r" in page
    assert not SlackLink.objects.exists()
    signed = client_of(cast.rosa).get(address).context["link"]
    assert client_of(cast.rosa).post("/account/slack/link", {"link": signed}).status_code == 302
    assert SlackLink.objects.get().user == cast.rosa
    assert client_of(cast.ed).post("/account/slack/link", {"link": signed}).status_code == 422
    assert SlackLink.objects.get().user == cast.rosa


def test_who_is_signed_out_signs_in_first_and_comes_back(cast: Cast) -> None:
    answer = client_of(None).get(link_of())
    assert answer["Location"].startswith("/accounts/login/?next=/account/slack%3Flink%3D")


def test_forged_and_old_links_are_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client_of(cast.rosa).get("/account/slack?link=forged").status_code == 422
    signed = link_of()
    monkeypatch.setattr(linking, "SECONDS", -1)
    assert client_of(cast.rosa).get(signed).status_code == 422


def test_only_ones_own_link_is_undone(cast: Cast) -> None:
    link_person(cast.rosa)
    row = SlackLink.objects.get()
    assert client_of(cast.ed).post("/account/slack/unlink", {"pk": row.pk}).status_code == 404
    assert client_of(cast.rosa).post("/account/slack/unlink", {"pk": row.pk}).status_code == 302
    assert not SlackLink.objects.exists()


# Previews


class Slack(HTTPServer):
    """Slack's API as a process of one's own: what it got, and how it answers."""

    got: list[tuple[str, str, Any]]
    answer: bytes = b'{"ok": true}'
    status: int = 200
    delay: float = 0


@pytest.fixture
def slack(settings: Any) -> Iterator[Slack]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers["Content-Length"]))
            server.got.append((self.path, self.headers["Authorization"], json.loads(said)))
            time.sleep(server.delay)
            self.send_response(server.status)
            self.send_header("Content-Length", str(len(server.answer)))
            self.end_headers()
            self.wfile.write(server.answer)

        def log_message(self, *_: Any) -> None: ...

    server = Slack(("127.0.0.1", 0), Handler)
    server.got = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.STEPMARK_SLACK_API_URL = f"http://127.0.0.1:{server.server_port}/api"
    yield server
    server.shutdown()
    server.server_close()


def shared(*urls: str, user: str = "U1") -> dict[str, Any]:
    links = [{"domain": "testserver", "url": url} for url in urls]
    told = {"type": "link_shared", "user": user, "channel": "C1", "message_ts": "1.2", "links": links}
    return {"type": "event_callback", "team_id": "T1", "event": told}


def test_a_posted_link_gets_a_preview_through_slacks_api(cast: Cast, slack: Slack) -> None:
    sop = make_sop(cast.sales, cast.ed)
    link_person(cast.rosa)
    url = f"{SITE}/s/{step_of(sop, 2).key}?v=1"
    assert event(shared(url, "https://elsewhere.example/s/x")).status_code == 200
    [(path, authorization, said)] = slack.got
    assert (path, authorization) == ("/api/chat.unfurl", "Bearer xoxb-test")
    assert (said["channel"], said["ts"], list(said["unfurls"])) == ("C1", "1.2", [url])
    assert "step 2: Click Request discount" in json.dumps(said)


def test_a_preview_shows_nothing_of_closed_libraries_drafts_or_to_strangers(cast: Cast, slack: Slack) -> None:
    """Cases 9 and 10: a channel reads it, and who of it may see the SOP nobody can say."""
    link_person(cast.dee)
    closed = make_sop(cast.desk, cast.dee)
    draft = make_sop(cast.sales, cast.ed, publish=False)
    event(shared(f"{SITE}{closed.get_absolute_url()}", f"{SITE}{draft.get_absolute_url()}"))
    event(shared(f"{SITE}{make_sop(cast.sales, cast.ed).get_absolute_url()}", user="U9"))
    assert slack.got == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [(b"x" * 10_000_000, 200), (b"not json", 200), (b'{"ok": false, "error": "no"}', 200), (b"{}", 500), (b"[]", 200)],
)
def test_whatever_slack_answers_nothing_breaks(cast: Cast, slack: Slack, answer: bytes, status: int) -> None:
    slack.answer, slack.status = answer, status
    assert unfurling.send(channel="C", message="1", unfurls={}) is False


def test_slack_down_or_slow_is_given_up(cast: Cast, slack: Slack, settings: Any, monkeypatch: Any) -> None:
    settings.STEPMARK_SLACK_API_URL = "http://127.0.0.1:9/api"
    assert unfurling.send(channel="C", message="1", unfurls={}) is False
    settings.STEPMARK_SLACK_API_URL = f"http://127.0.0.1:{slack.server_port}/api"
    slack.delay = 1.5
    monkeypatch.setattr(unfurling, "SECONDS", 0.3)
    begun = time.monotonic()
    assert unfurling.send(channel="C", message="1", unfurls={}) is False
    assert time.monotonic() - begun < 1.2
