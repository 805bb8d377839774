from django.apps import AppConfig


class CosigningConfig(AppConfig):
    name = "jiban.cosigning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jiban.cosigning import alarms, policies, ticking  # noqa: F401, PLC0415 - what the worker carries out
        from jiban.ledger import stopping  # noqa: PLC0415

        stopping.reasons.append(alarms.reason_to_stop)
        # A policy that is wrong must not start: nobody would ask the witnesses, and nothing would say so.
        policies.current()
