from django.apps import AppConfig


class KiosksConfig(AppConfig):
    name = "jiban.kiosks"
    default_auto_field = "django.db.models.BigAutoField"
