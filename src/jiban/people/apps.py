from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jiban.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A platform that is set up wrongly must be seen at the start, not by the first resident."""
        from jiban.people import provincial  # noqa: PLC0415 - models are there only now

        provincial.offered()
