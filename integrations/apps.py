from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations"

    def ready(self) -> None:
        from access.api import idempotency
        from integrations import holdings
        from integrations.answers import RowStore
        from integrations.chat import tasks as chat_tasks  # noqa: F401
        from integrations.crm import receivers as crm_receivers
        from integrations.embeds import panels as embed_panels
        from integrations.exports import panels as export_panels
        from integrations.exports import receivers, tasks  # noqa: F401
        from integrations.webhooks import receivers as webhook_receivers  # noqa: F401
        from integrations.webhooks import tasks as webhook_tasks  # noqa: F401

        idempotency.use(RowStore())
        holdings.connect()
        crm_receivers.connect()
        embed_panels.connect()
        export_panels.connect()
