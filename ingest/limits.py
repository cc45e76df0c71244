"""Limits that a process puts on itself before it reads a recording: the same as for every file from a stranger."""

from sops.process_limits import limit

__all__ = ["limit"]
