from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "jiban.certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registering what the worker carries out; nothing runs here.
        from jiban.certificates import compromised, reissuing, reminding, sealing, ticking  # noqa: F401, PLC0415
