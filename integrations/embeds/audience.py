"""Whether a request for an embed comes from a frame in its audience, as far as a request can tell.

The browser enforces `frame-ancestors`; this refuses those who open the address by itself, or in another's frame.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest

from integrations.embeds.tokens import NotShown

FRAMES = ("iframe", "frame", "embed", "object")


def refuse_others(request: HttpRequest, origin: str) -> None:
    """NotShown where the page that shows it isn't of `origin`, or where nothing says that there is one."""
    place = request.headers.get("Sec-Fetch-Dest", "")
    parts = urlsplit(request.headers.get("Referer", ""))
    from_page = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    own = f"{request.scheme}://{request.get_host()}"
    if place and place not in FRAMES:
        raise NotShown(f"This is shown only inside pages of {origin}.", status=403, origin=origin)
    # A link inside the frame comes from the frame itself.
    if from_page and from_page not in (origin, own):
        raise NotShown(f"This is shown only inside pages of {origin}.", status=403, origin=origin)
    if not place and not from_page:
        raise NotShown(f"This is shown only inside pages of {origin}.", status=403, origin=origin)
