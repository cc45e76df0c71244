"""The answer that classic CRM cards of HubSpot know. They end on 31 October 2026; accounts that have one keep it."""

from typing import Any

from django.urls import reverse

MOST_RESULTS = 5  # more are cut by HubSpot
WIDTH, HEIGHT = 900, 700


def card_of(answer: dict[str, Any], *, site: str) -> dict[str, Any]:
    """A result for each SOP that fits. Who isn't known here gets one line with the way to sign in."""
    if answer["person"] is None:
        results = [_line(1, "Your e-mail address is not known in Stepmark", answer["signIn"], "Ask for", "an account")]
    elif answer["matches"]:
        results = [_match(place, match) for place, match in enumerate(answer["matches"][:MOST_RESULTS], start=1)]
    else:
        hits = (answer["search"] or {}).get("hits", [])
        results = [
            _line(place, hit["title"], hit["url"], "From a search", hit["sop"]) for place, hit in enumerate(hits, 1)
        ]
    return {
        "results": results,
        "primaryAction": {
            "type": "IFRAME",
            "width": WIDTH,
            "height": HEIGHT,
            "uri": answer["go"],
            "label": "Open the steps",
        },
        "secondaryActions": [
            {
                "type": "IFRAME",
                "width": WIDTH,
                "height": HEIGHT,
                "uri": f"{answer['go']}&all=1",
                "label": "All that fit",
            }
        ],
        "settingsAction": {
            "type": "IFRAME",
            "width": WIDTH,
            "height": HEIGHT,
            "uri": f"{site}{reverse('integrations:crm-rules-home')}",
            "label": "Rules",
        },
    }


def _match(place: int, match: dict[str, Any]) -> dict[str, Any]:
    step = f"Step {match['number']}" if match["number"] else "All steps"
    return {
        "objectId": place,
        "title": match["title"],
        "link": match["url"],
        "properties": [
            {"label": "SOP", "dataType": "STRING", "value": match["sop"]},
            {"label": "Opens at", "dataType": "STRING", "value": step},
            {"label": "Library", "dataType": "STRING", "value": match["library"]},
        ],
        "actions": [],
    }


def _line(place: int, title: str, link: str, label: str, value: str) -> dict[str, Any]:
    return {
        "objectId": place,
        "title": title,
        "link": link,
        "properties": [{"label": label, "dataType": "STRING", "value": value}],
        "actions": [],
    }
