from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from search import holdings, panels, receivers  # noqa: F401
        from sops import panels as places

        holdings.connect()
        places.register("sop-after", panels.related)
