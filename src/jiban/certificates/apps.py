from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "jiban.certificates"
    default_auto_field = "django.db.models.BigAutoField"
