from django.apps import AppConfig


class HelpingConfig(AppConfig):
    name = "jiban.helping"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registering what the worker's clock sets off; nothing runs here.
        from jiban.helping import ticking  # noqa: F401, PLC0415
