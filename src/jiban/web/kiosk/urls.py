"""Addresses of the kiosks, and the one page that opens on the phone of who stands before one."""

from django.urls import path

from . import by_card, by_phone, certificates, on_phone, pairing, prints, start

app_name = "kiosk"
urlpatterns = [
    path("", start.start, name="start"),
    path("pair/", pairing.pairing, name="pair"),
    path("end/", start.end, name="end"),
    path("awake/", start.awake, name="awake"),
    path("heartbeat/", start.heartbeat, name="heartbeat"),
    path("by-phone/", by_phone.show_code, name="by-phone"),
    path("arrival/", by_phone.standing, name="arrival"),
    path("enter/", by_phone.enter, name="enter"),
    path("phone/<str:token>/", by_phone.phone, name="phone"),
    path("by-card/", by_card.read_card, name="by-card"),
    path("by-card/read/", by_card.card_read, name="card-read"),
    path("by-card/code/", by_card.card_code, name="card-code"),
    path("by-card/counter/", by_card.counter, name="counter"),
    path("pickup/", by_card.pickup_page, name="pickup"),
    path("pickup/code/", by_card.pick_up, name="pickup-code"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<slug:number>/", certificates.certificate, name="certificate"),
    path("certificates/<slug:number>/picture", certificates.picture, name="picture"),
    path("certificates/<slug:number>/print/", certificates.print_certificate, name="print-certificate"),
    path("receipt/<slug:number>/", certificates.receipt, name="receipt"),
    path("receipt/<slug:number>/print/", certificates.print_receipt, name="print-receipt"),
    path("on-phone/<slug:code>/", on_phone.on_phone, name="on-phone"),
    path("print/<int:pk>/", prints.print_page, name="print"),
    path("print/<int:pk>/standing", prints.standing, name="print-standing"),
    path("agent/print/<str:token>/", prints.file, name="print-file"),
    path("agent/print/<str:token>/state/", prints.state, name="print-state"),
]
