"""Headers that every answer carries: what a browser may do with it, and with the machine it runs on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Recording needs the screen and the microphone; copying a link needs the clipboard; passkeys their own two.
OURS = ("display-capture", "microphone", "clipboard-write", "fullscreen", "picture-in-picture")
PASSKEYS = ("publickey-credentials-get", "publickey-credentials-create")
NOBODYS = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join([f"{name}=(self)" for name in (*OURS, *PASSKEYS)] + [f"{name}=()" for name in NOBODYS])


class HeadersMiddleware:
    """Other sites get nothing of ours as a picture or a script; our pages use no more of the machine than they need."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Permitted-Cross-Domain-Policies", "none")
        return response
