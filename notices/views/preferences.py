"""How the person wants to be mailed."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from notices import services
from notices.models import Mail, MailPreference


@require_http_methods(["GET", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """POST `mail`: at_once, daily or none; 422 for anything else."""
    user: Any = request.user
    chosen = request.POST.get("mail", "")
    if request.method == "POST" and chosen in Mail.values:
        services.set_mail(user=user, mail=chosen)
        messages.success(request, "Saved.")
        return redirect("notices:preferences")
    preference = MailPreference.objects.filter(user=user).first()
    context = {
        "mail": preference.mail if preference else Mail.AT_ONCE,
        "digest_hour": f"{settings.STEPMARK_DIGEST_HOUR}:00",
        "time_zone": settings.TIME_ZONE,
        "problem": "Choose one of the three." if request.method == "POST" else "",
    }
    return render(request, "notices/preferences.html", context, status=422 if context["problem"] else 200)
