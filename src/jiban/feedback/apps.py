from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "jiban.feedback"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registering what the worker's clock sets off; nothing runs here.
        from jiban.feedback import ticking  # noqa: F401, PLC0415
