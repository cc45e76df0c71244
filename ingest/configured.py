"""Settings for code that must also run where Django was never set up."""

from typing import TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


def setting(name: str, default: T) -> T:
    """The setting of that name, else the default."""
    try:
        value: T = getattr(settings, name, default)
    except ImproperlyConfigured:
        return default
    return value
