from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "jiban.exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jiban.exchange import ticking  # noqa: F401, PLC0415 - what the worker carries out
