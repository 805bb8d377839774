class CityError(Exception):
    """A city cannot be made as asked. The words are for whoever typed the command."""


class PlanRefusedError(CityError): ...


class NotEmptyError(CityError):
    """The database holds something that this city did not bring."""


class ProductionRefusedError(CityError):
    """Invented people have no place in a production system."""
