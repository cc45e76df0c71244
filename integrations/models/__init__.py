"""What integrations keep, by topic."""

from integrations.models.answers import StoredAnswer
from integrations.models.chat import SlackLink
from integrations.models.crm import ConnectionSecret, ContextRule, PipelineMap, SeenRequest
from integrations.models.embeds import Embed
from integrations.models.exports import Export, ExportFolder, FolderFile
from integrations.models.webhooks import Delivery, Webhook, WebhookEvent

__all__ = [
    "ConnectionSecret",
    "ContextRule",
    "Delivery",
    "Embed",
    "Export",
    "ExportFolder",
    "FolderFile",
    "PipelineMap",
    "SeenRequest",
    "SlackLink",
    "StoredAnswer",
    "Webhook",
    "WebhookEvent",
]
