from .deliveries import Channel, CodeDelivery, Delivery, DeliveryDay, DeliveryState, ReceiptNonce, SmsCount
from .notices import Notice
from .reaches import EmailCode, Reach
from .texts import MessageText

__all__ = [
    "Channel",
    "CodeDelivery",
    "Delivery",
    "DeliveryDay",
    "DeliveryState",
    "EmailCode",
    "MessageText",
    "Notice",
    "Reach",
    "ReceiptNonce",
    "SmsCount",
]
