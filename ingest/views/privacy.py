"""What a library masks in recordings and pictures, and how long it keeps the videos: for its admins."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.fetch import get_administered
from access.models import Library
from ingest import privacy
from ingest.stages.words import policy

KINDS = [
    ("email", "E-mail addresses", "ann@example.com, also said as “ann at example dot com”"),
    ("phone", "Phone numbers", "+49 30 1234567, (253) 555-0148"),
    ("card", "Card numbers", "checked by their last digit (Luhn); always covered on pictures"),
    ("iban", "IBANs", "checked by length, country and check digits"),
]


@login_required
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """POST: `mask` is "site" or "own" (then `kind`s), `pictures` "site", "yes" or "no", `names` a line each,
    `keep` "site" or "own" (then `days`, 0 for ever).
    """
    library = get_administered(Library, request.user, slug=slug)
    if request.method != "POST":
        return _page(request, library)
    try:
        privacy.decide(
            library=library,
            by=request.user,
            kinds=request.POST.getlist("kind") if request.POST.get("mask") == "own" else None,
            names=request.POST.get("names", "").splitlines(),
            covers_pictures={"yes": True, "no": False}.get(request.POST.get("pictures", "")),
            days=_days(request.POST),
        )
    except ValidationError as problem:
        return _page(request, library, problem.messages)
    messages.success(request, "Saved. It holds for what arrives from now on; recordings are removed within the hour.")
    return redirect("ingest:privacy", slug=slug)


def _days(sent: QueryDict) -> int | None:
    if sent.get("keep") != "own":
        return None
    given = sent.get("days", "").strip()
    if not (given.isascii() and given.isdigit() and len(given) <= 6):
        raise ValidationError("Say for how many days as a number; 0 keeps recordings for ever.")
    return int(given)


def _answer(covers_pictures: bool | None) -> str:
    if covers_pictures is None:
        return "site"
    return "yes" if covers_pictures else "no"


def _page(request: HttpRequest, library: Library, problems: list[str] | None = None) -> HttpResponse:
    own, site = privacy.of(library), policy.default()
    sent = request.POST if problems else None
    kinds = site.kinds if own.mask_kinds is None else own.mask_kinds
    if sent and sent.get("mask") == "own":
        kinds = sent.getlist("kind")
    context = {
        "library": library,
        "libraries": Library.objects.administered_by(request.user),
        "kinds": [(kind, label, text, kind in kinds) for kind, label, text in KINDS],
        "site_kinds": [
            label[0].lower() + label[1:] if label[1].islower() else label
            for kind, label, _ in KINDS
            if kind in site.kinds
        ],
        "site": site,
        "site_days": privacy.site_days(),
        "masks_own": sent.get("mask") == "own" if sent else own.mask_kinds is not None,
        "pictures": sent.get("pictures") if sent else _answer(own.mask_pictures),
        "names": sent.get("names") if sent else "\n".join(own.mask_names),
        "keeps_own": sent.get("keep") == "own" if sent else own.recording_days is not None,
        "days": sent.get("days") if sent else privacy.days_of(library),
        "problems": problems or [],
    }
    return render(request, "ingest/privacy.html", context, status=422 if problems else 200)
