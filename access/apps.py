from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "access"

    def ready(self) -> None:
        from access import signin_audit  # noqa: F401
        from access.privacy import holdings

        holdings.connect()
