"""Context rules, `/go`, and what CRMs ask for."""

from typing import Any

from integrations.models import ContextRule
from sops.models import Sop
from tests.support.make import step_of
from tests.urls.rows import CHANGE, EDIT, PAGE, Row

# Secrets are for administrators of the site; requests of CRMs count by their signature, whoever is signed in.
NOBODY_HERE = (302, 403, 403, 403, 403)
UNSIGNED = (401, 401, 401, 401, 401)
RULES = "/libraries/{library}/rules"
ROWS = [
    Row("integrations:crm-go", "GET", "/go?object=Opportunity&stage=Closing", PAGE),
    Row("integrations:crm-rules-home", "GET", "/rules", (302, 403, 403, 302, 302)),
    Row("integrations:crm-rules", "GET", RULES, EDIT),
    Row("integrations:crm-rules-test", "POST", f"{RULES}/test", EDIT, {"record": "object=Opportunity"}),
    Row("integrations:crm-stages", "POST", f"{RULES}/stages", CHANGE, {"crm": "", "objects": "Lead", "stages": "New"}),
    Row("integrations:crm-rule-new", "GET", f"{RULES}/new", EDIT),
    Row("integrations:crm-rule-new", "POST", f"{RULES}/new", (302, 403, 403, 422, 422), {"object": ""}),
    Row("integrations:crm-rule-steps", "GET", f"{RULES}/steps?sop={{sop}}", EDIT),
    Row("integrations:crm-rule-edit", "GET", f"{RULES}/{{rule}}", EDIT),
    Row("integrations:crm-rule-move", "POST", f"{RULES}/{{rule}}/move", CHANGE, {"way": "up"}),
    Row("integrations:crm-rule-switch", "POST", f"{RULES}/{{rule}}/switch", CHANGE, {"on": "no"}),
    Row("integrations:crm-rule-remove", "POST", f"{RULES}/{{rule}}/remove", CHANGE),
    Row("integrations:connections", "GET", "/connections", NOBODY_HERE),
    Row("integrations:connections-set", "POST", "/connections/set", NOBODY_HERE, {"name": "hubspot", "secret": "x"}),
    Row("integrations:salesforce-canvas", "POST", "/crm/salesforce/canvas", UNSIGNED),
    Row("integrations:salesforce-steps", "POST", "/crm/salesforce/steps", UNSIGNED),
    Row("integrations:crm-picture", "GET", "/crm/pictures/forged/abc", (404, 404, 404, 404, 404)),
    Row("integrations:hubspot-steps", "GET", "/crm/hubspot/steps?object=deal", UNSIGNED),
    Row("integrations:hubspot-card", "GET", "/crm/hubspot/card?associatedObjectType=deal", UNSIGNED),
]


def add(names: dict[str, Any], cast: Any, sop: Sop, by: Any) -> None:
    rule = ContextRule.objects.create(object="Quote", sop=sop, step=step_of(sop), position=1, owner=by)
    names["rule"] = rule.pk
