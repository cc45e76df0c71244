"""What is kept of people and for how long: the audit log, recordings, personal data on screens and in narrations."""

from environs import validate

from kb.settings.env import env

# Days; 0 keeps entries for ever.
STEPMARK_AUDIT_DAYS = env.int("STEPMARK_AUDIT_DAYS", 0, validate=validate.Range(min=0))
# Also note who reads what in libraries that are for members only.
STEPMARK_AUDIT_VIEWS = env.bool("STEPMARK_AUDIT_VIEWS", False)
# Original recordings are removed after so many days, drafts stay; 0 keeps them. A library may decide otherwise.
STEPMARK_RECORDING_DAYS = env.int("STEPMARK_RECORDING_DAYS", 90, validate=validate.Range(min=0))
# What is masked in words on screens and in narrations, where a library doesn't decide otherwise.
STEPMARK_MASK = env.list(
    "STEPMARK_MASK", ["card", "iban"], validate=validate.ContainsOnly(["email", "phone", "card", "iban"])
)
STEPMARK_MASK_NAMES: list[str] = env.list("STEPMARK_MASK_NAMES", [])
STEPMARK_MASK_PICTURES = env.bool("STEPMARK_MASK_PICTURES", True)
