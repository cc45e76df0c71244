from django.apps import AppConfig


class IngestConfig(AppConfig):
    name = "ingest"

    def ready(self) -> None:
        from ingest import holdings, panels, receivers, spoken  # noqa: F401
        from sops import panels as places
        from sops import spoken as recordings

        holdings.connect()
        places.register("edit-aside", panels.edit_aside)
        places.register("home", panels.home)
        recordings.register(spoken.find)
