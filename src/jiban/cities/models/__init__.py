from .applications import Application, ApplicationFile, ApplicationLine, ApplicationState, Channel
from .envelopes import Inbound, Outbound, OutboundFile, RefusedEnvelope
from .offers import CityItem, CityVillage
from .receptions import Reception
from .trusted import City, CityKey

__all__ = [
    "Application",
    "ApplicationFile",
    "ApplicationLine",
    "ApplicationState",
    "Channel",
    "City",
    "CityItem",
    "CityKey",
    "CityVillage",
    "Inbound",
    "Outbound",
    "OutboundFile",
    "Reception",
    "RefusedEnvelope",
]
