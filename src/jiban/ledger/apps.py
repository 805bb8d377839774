from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "jiban.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registering what the worker carries out; nothing runs here.
        from jiban.ledger.anchors import offering  # noqa: F401, PLC0415
