"""Addresses that came in with a form."""

from django.utils.http import url_has_allowed_host_and_scheme


def own_path(given: str) -> str:
    """The path, where it is one of this site; "" for anything that would lead elsewhere."""
    is_ours = given.startswith("/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given if is_ours else ""
