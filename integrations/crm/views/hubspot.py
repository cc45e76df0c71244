"""What HubSpot asks for: JSON for our app card, and the answer that classic CRM cards know."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from integrations.crm.answering import answer, site_of
from integrations.crm.asking import json_of, person_of, verified_hubspot
from integrations.crm.classic_card import card_of
from integrations.crm.records import from_pairs
from integrations.crm.views.answers import private, refusing

# HubSpot adds these to every request; they say who asks and for which account.
OF_HUBSPOT = ("userId", "userEmail", "portalId", "appId", "associatedObjectId", "associatedObjectType")


@csrf_exempt  # the signature says who asks; there is no session to misuse
@require_http_methods(["GET", "POST"])
@refusing
def steps(request: HttpRequest) -> HttpResponse:
    """For `hubspot.fetch`: `object`, `stage` and other fields as a query or JSON. JSON as `answering.answer` says."""
    verified_hubspot(request)
    data = json_of(request) if request.method == "POST" else {}
    pairs = [(name, str(value)) for name, value in data.items() if not isinstance(value, dict | list)]
    asked = [(name, str(value)) for name, value in request.GET.items() if name not in OF_HUBSPOT]
    record = from_pairs([("crm", "hubspot"), *pairs, *asked])
    person = person_of(request.GET.get("userEmail", ""))
    return private(JsonResponse(answer(record, user=person, site=site_of(request))))


@csrf_exempt
@require_GET
@refusing
def card(request: HttpRequest) -> HttpResponse:
    """For classic CRM cards: `results`, `primaryAction`, `secondaryActions`, `settingsAction`."""
    verified_hubspot(request)
    asked = [(name, str(value)) for name, value in request.GET.items() if name not in OF_HUBSPOT]
    record = from_pairs([("crm", "hubspot"), ("object", request.GET.get("associatedObjectType", "")), *asked])
    person = person_of(request.GET.get("userEmail", ""))
    return private(JsonResponse(card_of(answer(record, user=person, site=site_of(request)), site=site_of(request))))
