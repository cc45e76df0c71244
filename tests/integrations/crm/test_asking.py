"""What Salesforce and HubSpot are answered: verified first, and in the name of the person they vouch for."""

import base64
import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from access.models import User
from integrations import signatures
from integrations.crm.secrets import secret, set_secret
from integrations.models import ConnectionSecret
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests.integrations.attacks import CORPUS
from tests.integrations.crm.test_go import make_rule
from tests.integrations.test_signatures import signed_request
from tests.support.browsing import client_of
from tests.support.cast import Cast
from tests.support.make import make_sop, picture_bytes, step_of

SECRET = "only-for-tests"
LIGHTNING = "https://acme.lightning.force.com"


@pytest.fixture(autouse=True)
def connected(settings: Any) -> None:
    settings.STEPMARK_HUBSPOT_SECRET = settings.STEPMARK_SALESFORCE_SECRET = SECRET
    settings.STEPMARK_FRAME_ANCESTORS = ["https://*.lightning.force.com", "https://crm.example.com"]


def hubspot(path: str = "steps", *, method: str = "GET", shift: float = 0, secret: str = SECRET, **fields: str) -> Any:
    address = f"/crm/hubspot/{path}?{urlencode(fields)}"
    stamp = str(int((time.time() + shift) * 1000))
    signature = signatures.hubspot_v3(secret, method, f"http://testserver{address}", "", stamp)
    return Client().get(address, headers={"X-HubSpot-Signature-v3": signature, "X-HubSpot-Request-Timestamp": stamp})


def canvas(secret: str = SECRET, **held: Any) -> Any:
    return Client().post("/crm/salesforce/canvas", {"signed_request": signed_request(secret, **held)})


def held_by_canvas(email: str, **record: Any) -> dict[str, Any]:
    fields = {"attributes": {"type": "Opportunity"}, "StageName": "Proposal", **record}
    return {"context": {"user": {"email": email}, "environment": {"record": fields, "parameters": {}}}}


def test_hubspot_gets_the_steps_of_the_person_it_names(cast: Cast) -> None:
    sop = make_sop(cast.sales, cast.ed)
    make_rule(sop, cast.ed, ("stage", "equals", "contractsent"), step=2, crm="hubspot", object_name="deal")
    said = hubspot(object="0-3", dealstage="contractsent", userEmail="Rosa@example.com", portalId="1").json()
    assert said["person"] == "Rosa"
    [match] = said["matches"]
    assert (match["sop"], match["number"]) == (sop.title, 2)
    assert match["url"] == f"http://testserver/s/{step_of(sop, 2).key}?v=1"
    assert [step["isCurrent"] for step in match["steps"]] == [False, True, False]


def test_a_stranger_gets_a_way_to_sign_in_and_nothing_else(cast: Cast) -> None:
    make_rule(make_sop(cast.sales, cast.ed), cast.ed, object_name="deal")
    said = hubspot(object="deal", userEmail="nobody@example.com").json()
    assert (said["person"], said["matches"], said["search"]) == (None, [], None)
    assert said["signIn"] == "http://testserver/accounts/login/"
    User.objects.filter(pk=cast.rosa.pk).update(is_active=False)
    assert hubspot(object="deal", userEmail="rosa@example.com").json()["matches"] == []


def test_a_person_sees_through_hubspot_what_they_see_here(cast: Cast) -> None:
    """Case 9."""
    make_rule(make_sop(cast.desk, cast.dee, "Margin floors"), cast.dee, object_name="deal")
    assert "Margin floors" not in hubspot(object="deal", userEmail="rosa@example.com").content.decode()
    assert "Margin floors" in hubspot(object="deal", userEmail="dee@example.com").content.decode()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"secret": "another"}, "doesn't fit"),
        ({"method": "POST"}, "doesn't fit"),
        ({"shift": -301}, "older"),
        ({"shift": 60}, "future"),
    ],
)
def test_hubspot_requests_that_are_not_from_there_or_not_from_now_are_refused(
    cast: Cast, changes: dict[str, Any], why: str
) -> None:
    """Case 37."""
    answer = hubspot(object="deal", **changes)
    assert answer.status_code == 401
    assert why in answer.json()["detail"]


def test_a_replayed_request_is_refused(cast: Cast) -> None:
    """Case 37."""
    stamp = str(int(time.time() * 1000))
    address = "/crm/hubspot/steps?object=deal"
    signature = signatures.hubspot_v3(SECRET, "GET", f"http://testserver{address}", "", stamp)
    headers = {"X-HubSpot-Signature-v3": signature, "X-HubSpot-Request-Timestamp": stamp}
    assert Client().get(address, headers=headers).status_code == 200
    again = Client().get(address, headers=headers)
    assert (again.status_code, again.json()["detail"]) == (401, "This request was answered already.")


def test_without_a_secret_hubspot_is_refused(cast: Cast, settings: Any) -> None:
    """Case 37."""
    settings.STEPMARK_HUBSPOT_SECRET = ""
    assert "no secret" in hubspot(object="deal", secret="").json()["detail"]


def test_older_signatures_count_only_where_a_setting_says_so(cast: Cast, settings: Any) -> None:
    address = "/crm/hubspot/card?associatedObjectType=DEAL&userEmail=rosa@example.com"
    signature = signatures.hubspot_v2(SECRET, "GET", f"http://testserver{address}", "")
    headers = {"X-HubSpot-Signature": signature, "X-HubSpot-Signature-Version": "v2"}
    assert Client().get(address, headers=headers).status_code == 401
    settings.STEPMARK_HUBSPOT_OLD_SIGNATURES = True
    assert Client().get(address, headers=headers).status_code == 200
    assert Client().get(f"{address}&x=1", headers=headers).status_code == 401
    first = {"X-HubSpot-Signature": signatures.hubspot_v1(SECRET, "{}"), "X-HubSpot-Signature-Version": "v1"}
    post = Client().post("/crm/hubspot/steps", "{}", content_type="application/json", headers=first)
    assert post.status_code == 200
    assert Client().get("/crm/hubspot/steps", headers=first).status_code == 401


def test_the_classic_card_has_the_shape_that_hubspot_knows(cast: Cast) -> None:
    make_rule(make_sop(cast.sales, cast.ed), cast.ed, step=1, object_name="deal")
    said = hubspot("card", associatedObjectType="DEAL", associatedObjectId="7", userEmail="rosa@example.com").json()
    assert set(said) == {"results", "primaryAction", "secondaryActions", "settingsAction"}
    [result] = said["results"]
    assert set(result) == {"objectId", "title", "link", "properties", "actions"}
    assert {entry["dataType"] for entry in result["properties"]} == {"STRING"}
    assert said["primaryAction"]["type"] == "IFRAME"
    stranger = hubspot("card", associatedObjectType="DEAL", userEmail="who@example.com").json()
    assert "not known" in stranger["results"][0]["title"]


def test_canvas_opens_the_step_in_a_frame_of_the_listed_origins_only(cast: Cast) -> None:
    """Case 38."""
    sop = make_sop(cast.sales, cast.ed, publish=False)
    shot = store_picture(sop=sop, content=picture_bytes())
    editing.update_step(step=step_of(sop, 2), by=cast.ed, screenshot=shot)
    publishing.publish(sop=sop, by=cast.ed)
    make_rule(sop, cast.ed, ("stage", "equals", "Proposal"), step=2)
    answer = canvas(**held_by_canvas("rosa@example.com"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Request discount" in page
    assert "frame-ancestors https://*.lightning.force.com https://crm.example.com" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert "<script" not in page
    picture = page.split('<image href="')[1].split('"')[0]
    assert Client().get(picture).status_code == 200
    cast.sales.is_open = False
    cast.sales.save()
    cast.sales.memberships.filter(user=cast.rosa).delete()
    assert Client().get(picture).status_code == 404


def test_canvas_shows_strangers_a_way_to_sign_in(cast: Cast) -> None:
    make_rule(make_sop(cast.sales, cast.ed), cast.ed)
    page = canvas(**held_by_canvas("who@example.com")).content.decode()
    assert "You are not known" in page
    assert "Request a discount" not in page


def test_canvas_refuses_forged_replayed_and_stale_requests(cast: Cast) -> None:
    """Case 37."""
    assert canvas("another", **held_by_canvas("adam@example.com")).status_code == 401
    signed = {"signed_request": signed_request(SECRET, **held_by_canvas("rosa@example.com"))}
    assert Client().post("/crm/salesforce/canvas", signed).status_code == 200
    assert Client().post("/crm/salesforce/canvas", signed).status_code == 401
    old = int((time.time() - 400) * 1000)
    assert canvas(issuedAt=old, **held_by_canvas("rosa@example.com")).status_code == 401
    assert Client().get("/crm/salesforce/canvas").status_code == 405


@pytest.mark.parametrize("attack", CORPUS)
def test_html_in_merge_fields_stays_text_in_the_frame(cast: Cast, attack: str) -> None:
    """Case 22."""
    page = canvas(**held_by_canvas("rosa@example.com", StageName=attack, Name=attack)).content.decode()
    assert attack not in page


def component(email: str, *, shift: float = 0, origin: str = LIGHTNING) -> Any:
    held = {
        "issuedAt": int((time.time() + shift) * 1000),
        "user": {"email": email},
        "record": {"attributes": {"type": "Opportunity"}, "StageName": "Proposal", "Amount": 5},
    }
    return Client().post(
        "/crm/salesforce/steps", {"signed_request": signed_request(SECRET, **held)}, headers={"Origin": origin}
    )


def test_the_component_gets_its_steps_only_for_listed_origins(cast: Cast) -> None:
    make_rule(make_sop(cast.sales, cast.ed), cast.ed, ("stage", "equals", "Proposal"), step=2)
    answer = component("rosa@example.com")
    assert answer["Access-Control-Allow-Origin"] == LIGHTNING
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer.json()["matches"][0]["number"] == 2
    other = component("rosa@example.com", origin="https://evil.example.com")
    assert other.status_code == 403
    assert "Access-Control-Allow-Origin" not in other
    assert component("rosa@example.com", origin="https://lightning.force.com.evil.example").status_code == 403
    assert component("rosa@example.com", shift=-400).status_code == 401


def test_garbage_is_refused_and_harms_nothing(cast: Cast) -> None:
    for body in ("", "signed_request=%00", "signed_request=" + "x" * 300_000):
        kind = "application/x-www-form-urlencoded"
        assert Client().post("/crm/salesforce/steps", body, content_type=kind).status_code == 401
    deep = base64.b64encode(("[" * 50_000).encode()).decode()
    mac = signatures.salesforce(SECRET, deep)
    assert Client().post("/crm/salesforce/steps", {"signed_request": f"{mac}.{deep}"}).status_code == 401


def test_secrets_are_sealed_and_never_shown(cast: Cast, settings: Any) -> None:
    settings.STEPMARK_HUBSPOT_SECRET = ""
    boss = User.objects.create_superuser("boss@example.com")
    client_of(boss).post("/connections/set", {"name": "hubspot", "secret": "canary-4711"})
    assert secret("hubspot") == "canary-4711"
    assert "canary" not in json.dumps(list(ConnectionSecret.objects.values("name", "sealed")))
    assert "canary" not in client_of(boss).get("/connections").content.decode()
    settings.SECRET_KEY = "another key of the site"
    assert secret("hubspot") == ""
    set_secret(name="hubspot", value="", by=boss)
    assert not ConnectionSecret.objects.exists()
