from django.apps import AppConfig


class IngestConfig(AppConfig):
    name = "ingest"

    def ready(self) -> None:
        from ingest import holdings, panels, receivers  # noqa: F401
        from sops import panels as places

        holdings.connect()
        places.register("edit-aside", panels.edit_aside)
        places.register("home", panels.home)
