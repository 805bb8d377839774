"""Addresses of the pages about units that refused certificates."""

from django.urls import path

from . import unit_refusals

paths = [
    path("unit-refusals/", unit_refusals.refusing_units, name="unit-refusals"),
    path("unit-refusals/units/<int:pk>/", unit_refusals.refusing_unit, name="refusing-unit"),
    path("unit-refusals/<int:pk>/", unit_refusals.unit_refusal, name="unit-refusal"),
    path("unit-refusals/<int:pk>/taking-up/", unit_refusals.taking_up, name="unit-refusal-taking-up"),
    path("unit-refusals/<int:pk>/answer/", unit_refusals.answering, name="unit-refusal-answer"),
    path("unit-refusals/<int:pk>/photo", unit_refusals.refusal_photo, name="unit-refusal-photo"),
]
