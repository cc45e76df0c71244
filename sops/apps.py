from django.apps import AppConfig


class SopsConfig(AppConfig):
    name = "sops"
    verbose_name = "SOPs"

    def ready(self) -> None:
        from notices import actions
        from sops import holdings, panels, receivers, review_panels  # noqa: F401
        from sops.services.scheduled_reviews import DUE

        holdings.connect()
        panels.register("home", review_panels.home)
        panels.register("edit-aside", review_panels.edit_aside, is_last=True)
        actions.register(DUE, "sops/due/inbox_action.html")
