"""Embeds and oEmbed."""

from typing import Any

from integrations.embeds.services import make_embed
from sops.models import Sop
from tests.urls.rows import CHANGE, EDIT, Row

EMBEDS = "/sops/{sop}/embeds"
# A token says what is shown, not a person: `tests/integrations/embeds` has what each token gets.
FORGED = (404, 404, 404, 404, 404)
ROWS = [
    Row("integrations:embeds", "GET", EMBEDS, EDIT),
    Row("integrations:embed-make", "POST", f"{EMBEDS}/make", CHANGE, {"origin": "https://w.example.com", "days": "30"}),
    Row("integrations:embed-revoke", "POST", f"{EMBEDS}/{{embed}}/revoke", (302, 404, 404, 302, 302)),
    Row("integrations:oembed", "GET", "/oembed?url=http://testserver/sops/{sop}/", (401, 200, 200, 200, 200)),
    Row("integrations:embed", "GET", "/embed/forged", FORGED),
    Row("integrations:embed-picture", "GET", "/embed/forged/pictures/abc", FORGED),
]


def add(names: dict[str, Any], cast: Any, sop: Sop, by: Any) -> None:
    embed = make_embed(sop=sop, step=None, origin="https://wiki.example.com", days=30, by=by)
    names["embed"] = embed.key
