"""Controlled documents: SOPs, their steps, screenshots and versions."""

from sops.models.glossary import GlossaryTerm
from sops.models.library_tree import Category
from sops.models.reading import Pin, Visit
from sops.models.screenshot import Screenshot
from sops.models.sop import Sop
from sops.models.step import Step
from sops.models.version import Version

__all__ = ["Category", "GlossaryTerm", "Pin", "Screenshot", "Sop", "Step", "Version", "Visit"]
