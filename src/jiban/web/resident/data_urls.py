"""Addresses of what a resident sees and decides about shared data."""

from django.urls import path

from . import consents, data_use

paths = [
    path("me/data/", data_use.data_use, name="data-use"),
    path("me/data/look-ups/<int:pk>/", data_use.look_up, name="look-up"),
    path("me/data/look-ups/<int:pk>/<slug:side>/proof", data_use.look_up_proof, name="look-up-proof"),
    path("me/data/consents/<slug:number>/", consents.consent, name="consent"),
    path("me/data/instead/<slug:code>/", consents.consent_new, name="consent-new"),
]
