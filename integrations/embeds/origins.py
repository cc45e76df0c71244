"""Origins of pages: a scheme, a host and perhaps a port."""

import ipaddress
import re
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z")


def origin_of(text: str) -> str:
    """`https://wiki.example.com` of any address there; ValueError with a sentence where it has none."""
    text = text.strip()
    if len(text) > 2_000 or any(not sign.isprintable() or sign.isspace() for sign in text):
        raise ValueError("This is not the address of a page.")
    parts = urlsplit(text if "://" in text else f"https://{text}")
    try:
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as problem:
        raise ValueError("This is not the address of a page.") from problem
    if parts.scheme not in ("https", "http"):
        raise ValueError("The address must begin with https:// or http://.")
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError as problem:
        raise ValueError("This is not the address of a page.") from problem
    if len(host) > 200 or not _HOST.match(host) or ("." not in host and host != "localhost" and not _is_inside(host)):
        raise ValueError("Name the site that shows it, for example https://wiki.example.com.")
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != usual else "")


def _is_inside(host: str) -> bool:
    """Short names of a company's own network."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.isalnum()
    return True
