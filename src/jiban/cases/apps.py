from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "jiban.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registering what the worker carries out and what its clock sets off; nothing runs here.
        from jiban.cases import clearing, messages, ruling, ticking  # noqa: F401, PLC0415
        from jiban.cases.kinds import application  # noqa: F401, PLC0415
