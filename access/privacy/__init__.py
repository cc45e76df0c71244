"""What is kept of a person: exported for them, erased on request. See docs/privacy.md."""
