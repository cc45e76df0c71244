"""Controlled documents: SOPs, their steps, screenshots and versions."""

from sops.models.advice import DismissedAdvice
from sops.models.checked_link import CheckedLink
from sops.models.edits import MovedStep, UndoableEdit
from sops.models.feedback import Feedback
from sops.models.glossary import GlossaryTerm
from sops.models.importing import Import
from sops.models.library_tree import Category
from sops.models.reading import Pin, Visit
from sops.models.reminder import ReviewReminder
from sops.models.review import (
    Approval,
    ApprovalPolicy,
    Comment,
    DraftShare,
    NamedApprover,
    ReviewRound,
    Suggestion,
)
from sops.models.screenshot import Screenshot
from sops.models.sop import Sop
from sops.models.step import Step
from sops.models.version import Version

__all__ = [
    "Approval",
    "ApprovalPolicy",
    "Category",
    "CheckedLink",
    "Comment",
    "DismissedAdvice",
    "DraftShare",
    "Feedback",
    "GlossaryTerm",
    "Import",
    "MovedStep",
    "NamedApprover",
    "Pin",
    "ReviewReminder",
    "ReviewRound",
    "Screenshot",
    "Sop",
    "Step",
    "Suggestion",
    "UndoableEdit",
    "Version",
    "Visit",
]
