from django.apps import AppConfig


class CitiesConfig(AppConfig):
    name = "jiban.cities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Registering what the worker carries out and what its clock sets off; nothing runs here.
        from jiban.cities import delivering, ticking  # noqa: F401, PLC0415
