"""Files of others become SOPs: one reader per format, one way from what they found to a document."""

from sops.importing.base import Found, FoundSop, ImportRefused, Source, Term
from sops.importing.readers import READERS, read

__all__ = ["READERS", "Found", "FoundSop", "ImportRefused", "Source", "Term", "read"]
