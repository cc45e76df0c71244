"""A record of a CRM as rules see it: an object and fields in plain words, from a link, JSON or `key=value`."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

MOST_CHARACTERS = 10_000
LONGEST_VALUE = 500
MOST_FIELDS = 200
# What each CRM calls the same thing.
SAME_FIELD = {
    "stagename": "stage",
    "dealstage": "stage",
    "pipelinestage": "stage",
    "hspipelinestage": "stage",
    "leadstatus": "stage",
    "hsleadstatus": "stage",
    "dealtype": "type",
    "opportunitytype": "type",
    "productname": "product",
    "products": "product",
    "dealamount": "amount",
    "dealname": "name",
}
# Names of fields that say what the record is, not what is in it.
ABOUT_ITSELF = {"crm": "crm", "object": "object", "objecttype": "object", "objecttypeid": "object"}
SAME_OBJECT = {
    "01": "contact",
    "02": "company",
    "03": "deal",
    "05": "ticket",
    "companies": "company",
    "opportunities": "opportunity",
}


class Unreadable(ValueError):
    """What was pasted is no record; the message says why."""


@dataclass(frozen=True)
class Record:
    """`too_long` names fields whose value is no field's value: they are shown, and no rule reads them."""

    crm: str = ""
    object: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    too_long: tuple[str, ...] = ()

    @property
    def stage(self) -> str:
        return self.fields.get("stage", "")


def field_key(name: str) -> str:
    """`StageName`, `dealstage` and `Stage` are the same field."""
    own = name.lower().removesuffix("__c")  # how Salesforce marks the fields of a company's own
    key = "".join(sign for sign in own if sign.isalnum())
    return SAME_FIELD.get(key, key)


def object_key(name: str) -> str:
    """`Opportunity` and `opportunities` are the same object; so are `0-3` and `deal`."""
    key = "".join(sign for sign in name.lower() if sign.isalnum())
    return SAME_OBJECT.get(key, key[:-1] if key.endswith("s") and len(key) > 3 else key)


def from_pairs(pairs: Iterable[tuple[str, str]]) -> Record:
    """The first value of a name counts."""
    about: dict[str, str] = {}
    fields: dict[str, str] = {}
    too_long: list[str] = []
    for name, value in list(pairs)[:MOST_FIELDS]:
        key, text = field_key(name), " ".join(value.split())
        if not key or not text:
            continue
        if len(text) > LONGEST_VALUE or len(name) > LONGEST_VALUE:
            too_long.append(name[:40])
        elif key in ABOUT_ITSELF:
            about.setdefault(ABOUT_ITSELF[key], text)
        else:
            fields.setdefault(key, text)
    crm = about.get("crm", "").lower()
    return Record(crm[:40], about.get("object", ""), fields, tuple(too_long))


def from_text(text: str) -> Record:
    """A pasted record: JSON as the CRM's API gives it, lines of `key=value`, or a whole `/go?…` link."""
    text = text.strip()
    if not text:
        raise Unreadable("Paste a record first: JSON, or one “field=value” a line.")
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(
            f"That is {len(text):,} characters. A record may have {MOST_CHARACTERS:,}; leave some fields out."
        )
    if text[0] in "{[":
        return from_pairs(_from_json(text))
    if "?" in text.split("\n", 1)[0] and text.startswith(("/", "http://", "https://")):
        return from_pairs(parse_qsl(urlsplit(text).query))
    lines = text.replace("&", "\n").splitlines() if "\n" not in text else text.splitlines()
    pairs = [line.partition("=" if "=" in line else ":")[::2] for line in lines if "=" in line or ":" in line]
    if not pairs:
        raise Unreadable("No field was found. Write one “field=value” a line, for example stage=Proposal.")
    return from_pairs((name.strip(), value.strip()) for name, value in pairs)


def from_salesforce(record: Mapping[str, Any]) -> Record:
    """What Canvas and our component send: `attributes.type` and fields."""
    return from_pairs([("crm", "salesforce"), *_flat(record)])


def _from_json(text: str) -> list[tuple[str, str]]:
    try:
        data = json.loads(text)
    except RecursionError as problem:
        raise Unreadable("This JSON is nested too deeply to be a record.") from problem
    except ValueError as problem:
        raise Unreadable(f"This is not valid JSON: {problem}.") from problem
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise Unreadable("Paste one record: a JSON object with its fields.")
    pairs = _flat(data)
    if "properties" in data:
        pairs.append(("crm", "hubspot"))
    if isinstance(data.get("attributes"), dict):
        pairs.append(("crm", "salesforce"))
    return pairs


def _flat(data: Mapping[str, Any], depth: int = 0) -> list[tuple[str, str]]:
    """Fields of the record and one level below it; `attributes.type` is the object, not a field."""
    pairs: list[tuple[str, str]] = []
    for name, value in data.items():
        if isinstance(value, Mapping):
            if name == "attributes":
                pairs.append(("object", str(value.get("type") or "")))
            elif "value" in value and not isinstance(value["value"], dict | list):
                pairs.append((name, _text(value["value"])))
            elif depth < 2:
                pairs.extend(_flat(value, depth + 1))
        elif isinstance(value, list):
            pairs.append((name, "; ".join(_text(item) for item in value if not isinstance(item, dict | list))))
        else:
            pairs.append((name, _text(value)))
    return pairs


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
