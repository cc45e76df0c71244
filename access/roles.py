"""The four roles, in order: each may do what the one before may."""

from django.db import models


class Role(models.IntegerChoices):
    VIEWER = 10, "Viewer"
    EDITOR = 20, "Editor"
    APPROVER = 30, "Approver"
    ADMIN = 40, "Admin"
