"""Who changed what, when and why: the history of an SOP and its steps as lines for people."""

from sops.trail.entries import Entry, FieldChange, TrailPage, page_of
from sops.trail.filters import Filters, people_in

__all__ = ["Entry", "FieldChange", "Filters", "TrailPage", "page_of", "people_in"]
