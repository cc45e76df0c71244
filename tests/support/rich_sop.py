"""An SOP in which everything occurs that a format has to show, and a drawn screen for its pictures."""

import io
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from access.models import Library, User
from sops.models import Sop, Step
from sops.pictures import store_picture
from sops.services import editing, publishing
from tests.support.make import make_sop

WIDTH, HEIGHT = 1440, 900
BUTTON = {"x": 1180 / WIDTH, "y": 96 / HEIGHT, "width": 190 / WIDTH, "height": 44 / HEIGHT}
FIELD = {"x": 320 / WIDTH, "y": 340 / HEIGHT, "width": 420 / WIDTH, "height": 44 / HEIGHT}
MARKS = [
    {"kind": "box", "x": 0.2, "y": 0.5, "width": 0.3, "height": 0.08, "text": ""},
    {"kind": "arrow", "x": 0.62, "y": 0.55, "width": -0.1, "height": -0.12, "text": ""},
    {"kind": "number", "x": 0.2, "y": 0.36, "width": 0, "height": 0, "text": "1"},
    {"kind": "text", "x": 0.64, "y": 0.53, "width": 0.16, "height": 0.06, "text": "Above 15 % it needs a reason"},
]


def screen_bytes(title: str = "Opportunity: Brackenford renewal") -> bytes:
    """A page of a CRM as JPEG, 1440 × 900."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (245, 246, 248))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 56), fill=(24, 48, 92))
    draw.text((28, 18), "Northwind CRM", fill="white", font=ImageFont.load_default(20))
    draw.rectangle((240, 76, WIDTH - 40, HEIGHT - 40), fill="white", outline=(214, 218, 226))
    draw.text((280, 104), title, fill=(20, 26, 38), font=ImageFont.load_default(26))
    draw.rounded_rectangle((1180, 96, 1370, 140), 8, fill=(39, 70, 207))
    draw.text((1206, 108), "Request discount", fill="white", font=ImageFont.load_default(17))
    for number, label in enumerate(("Account", "Discount (%)", "Reason", "Close date")):
        top = 210 + number * 110
        draw.text((320, top), label, fill=(90, 100, 118), font=ImageFont.load_default(16))
        draw.rounded_rectangle((320, top + 24, 740, top + 68), 6, fill="white", outline=(160, 168, 182), width=2)
    for number, label in enumerate(("Home", "Accounts", "Opportunities", "Quotes", "Reports")):
        draw.text((36, 110 + number * 44), label, fill=(60, 70, 90), font=ImageFont.load_default(17))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def make_rich_sop(library: Library, by: User, *, category: Any = None, publish: bool = True) -> Sop:
    """“Request a discount”: six steps in two sections, with a decision, a sub-SOP, cautions and two pictures."""
    other = make_sop(library, by, "Legal review", ["Open the contract", "Send it to legal"], category=category)
    sop = editing.create_sop(
        library=library,
        title="Request a discount",
        by=by,
        category=category,
        purpose="So that every discount is **approved** before the quote goes out.",
        when_to_use="When a customer asks for more than 10 %.",
        who="Account executives",
        prerequisites=["An opportunity in the stage *Proposal*", "The customer's written wish"],
        notes=["Quotes are valid for 30 days."],
        expected_result="The request has the status **Pending approval**.",
        tags=["pricing", "approval"],
        minutes=6,
        links=[{"label": "Discount policy", "url": "https://policy.example.com/discounts?y=1&z=2", "kind": "policy"}],
        troubleshooting=[{"symptom": "The button is grey", "fix": "Ask your manager for the role *Quoting*."}],
    )
    steps: dict[str, Step] = {}

    def add(name: str, title: str, **fields: Any) -> None:
        steps[name] = editing.add_step(sop=sop, by=by, title=title, **fields)

    shot, second = (store_picture(sop=sop, content=screen_bytes(title)) for title in ("Opportunity", "Discount"))
    add("open", "Open the opportunity", section="Prepare", body="In the list:\n\n1. Filter by *My deals*\n2. Open it")
    add(
        "click",
        "Click **Request discount**",
        section="Prepare",
        action="click",
        target_label="Request discount",
        screenshot=shot,
        highlight=BUTTON,
        alt="The opportunity with the button Request discount outlined",
    )
    add(
        "type",
        "Enter the discount in **Discount (%)**",
        section="Request",
        action="type",
        target_label="Discount (%)",
        value="12",
        screenshot=second,
        highlight=FIELD,
        annotations=MARKS,
        note="Never above 40 %, not even with approval.",
        note_kind="caution",
        troubleshooting=[{"symptom": "“Value too high” appears", "fix": "Split the deal."}],
        body="| Discount | Who approves |\n|---|---|\n| up to 15 % | manager |\n| above | deal desk |",
    )
    add("decide", "How high is it?", section="Request", kind="decision")
    add("legal", "Have the terms checked", section="Request", kind="sub_sop", sub_sop_key=other.key)
    add("sign", "Sign in with your **Password**", action="type", target_label="Password", value="••••")
    add("done", "Watch out for `draft` quotes", kind="caution", note="They expire.", note_kind="tip")
    editing.update_step(
        step=steps["decide"],
        by=by,
        branches=[
            {"condition": "Up to 15 %", "target_kind": "step", "target_key": steps["sign"].key},
            {"condition": "Above 15 % & <new> terms", "target_kind": "sop", "target_key": other.key},
            {"condition": "Not needed any more", "target_kind": "end", "target_key": ""},
        ],
        links=[{"label": "Legal review", "sop_key": other.key, "kind": "sop"}],
    )
    if publish:
        publishing.publish(sop=sop, by=by)
    sop.refresh_from_db()
    return sop
