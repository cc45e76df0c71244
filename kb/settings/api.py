"""The API: session or token, problems with `code` and `detail`, OpenAPI without a network."""

from kb.settings.env import env
from kb.settings.signin import ALLAUTH_TRUSTED_PROXY_COUNT

# Requests a minute, for a person and for an address from which nobody signed in.
STEPMARK_API_RATE = env.int("STEPMARK_API_RATE", 1200)
STEPMARK_API_RATE_SIGNED_OUT = env.int("STEPMARK_API_RATE_SIGNED_OUT", 60)
# Hosts with private addresses that webhooks may be sent to: receivers inside your own network.
STEPMARK_WEBHOOK_HOSTS: list[str] = env.list("STEPMARK_WEBHOOK_HOSTS", [])
# Where assistants reach the MCP server; empty: it isn't started.
STEPMARK_MCP_PORT = env.int("STEPMARK_MCP_PORT", 0)
STEPMARK_MCP_HOST = env.str("STEPMARK_MCP_HOST", "127.0.0.1")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "access.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["access.tokens.SignedInWithScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "access.api.pagination.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "access.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "access.api.problems.answer",
    "DEFAULT_THROTTLE_CLASSES": ["access.api.throttling.MinuteThrottle"],
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,  # none: the address that is connected, whatever a header says
}
REST_KNOX = {"TOKEN_MODEL": "access.ApiToken", "TOKEN_TTL": None}
KNOX_TOKEN_MODEL = "access.ApiToken"
# Its own migrations make a table for the model that ours replaces.
MIGRATION_MODULES = {"knox": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "Stepmark",
    "DESCRIPTION": (
        "Everything that the pages do: search, SOPs and their steps, versions, recordings, people. "
        "Sign in by session or by `Authorization: Token …`; make a token on your account page.\n\n"
        "Lists go on with `next`. Answers carry an `ETag`: send it back as `If-None-Match` to read, as `If-Match` to "
        "change. A POST with an `Idempotency-Key` may be sent twice and is done once. "
        "Errors are `application/problem+json` with a stable `code`. What you may not see is answered like what "
        "does not exist. See [what changed](/api/docs/changes) and [all problems](/api/problems)."
    ),
    "VERSION": "1.1.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "access.api.schema.complete",
    ],
    "ENUM_NAME_OVERRIDES": {
        "StepKind": "sops.models.step.Step.Kind",
        "LinkKind": "sops.validators.LINK_KINDS",
        "AnnotationKind": "sops.validators.ANNOTATION_KINDS",
        "CategoryKind": "sops.models.library_tree.Category.Kind",
        "FeedbackKind": "sops.models.feedback.Feedback.Kind",
        "FeedbackStatus": "sops.models.feedback.Feedback.Status",
        "SopRequestStatus": "search.requests.models.SopRequest.Status",
        "JobState": "ingest.models.Job.State",
        "ExportState": "integrations.models.exports.Export.State",
    },
    "TAGS": [
        {"name": "search", "description": "The step that answers."},
        {"name": "libraries", "description": "Libraries and pipeline stages."},
        {"name": "sops", "description": "Read, write, publish, many at once."},
        {"name": "steps", "description": "One step: read, change, move, split, join."},
        {"name": "versions", "description": "What was published, compared, restored."},
        {"name": "review", "description": "Approval before publishing."},
        {"name": "recordings", "description": "A recording becomes a draft."},
        {"name": "feedback", "description": "From readers to owners."},
        {"name": "exports", "description": "PDF, Word, HTML, SCORM and more."},
        {"name": "people", "description": "Who you are; members and groups."},
    ],
}
