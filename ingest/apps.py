from django.apps import AppConfig


class IngestConfig(AppConfig):
    name = "ingest"

    def ready(self) -> None:
        from ingest import panels, receivers  # noqa: F401
        from sops import panels as places

        places.register("edit-aside", panels.edit_aside)
        places.register("home", panels.home)
