from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "jiban.exchange"
    default_auto_field = "django.db.models.BigAutoField"
