"""The doors of the house: residents at the root, officers under /office/, verification and wallets open to anyone."""

from django.conf import settings
from django.urls import include, path

from jiban.web import (
    cities,
    departments,
    failures,
    health,
    message_receipts,
    preferences,
    reading,
    session_end,
    style_guide,
)

urlpatterns = [
    path("preferences/", preferences.set_preferences, name="preferences"),
    path("reading/", reading.show, name="reading"),
    path("session/", session_end.stay, name="session-stay"),
    path("too-large/", failures.too_large, name="too-large"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("messages/receipts", message_receipts.receipt, name="message-receipts"),
    path("exchange/requests", departments.data_request, name="data-request"),
    path("cities/envelopes", cities.envelope, name="city-envelopes"),
    path("office/", include("jiban.web.office.urls")),
    path("kiosk/", include("jiban.web.kiosk.urls")),
    path("", include("jiban.web.verify.urls")),
    path("", include("jiban.web.credentials.urls")),
    path("", include("jiban.web.resident.urls")),
]

if settings.DEBUG:
    urlpatterns += [
        path("style/", style_guide.show, name="style"),
        path("style/<slug:sheet>/", style_guide.show, name="style-sheet"),
    ]

handler400 = "jiban.web.failures.bad_request"
handler403 = "jiban.web.failures.permission_denied"
handler404 = "jiban.web.failures.page_not_found"
handler500 = "jiban.web.failures.server_error"
