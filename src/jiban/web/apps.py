from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "jiban.web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registering what the worker's clock sets off; nothing runs here.
        from jiban.web import upload_leftovers  # noqa: F401, PLC0415
