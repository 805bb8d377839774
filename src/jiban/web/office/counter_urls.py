"""Addresses of the counter."""

from django.urls import path

from . import counter

paths = [
    path("counter/slips/", counter.slips, name="counter-slips"),
    path("counter/children/", counter.children, name="guardians"),
    path("counter/children/<int:pk>/", counter.child, name="guardian"),
]
