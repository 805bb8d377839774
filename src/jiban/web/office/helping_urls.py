"""Addresses of helping, and of the list of who cannot come."""

from django.urls import path

from . import helping, home_visits

paths = [
    path("help/", helping.helping, name="help"),
    path("help/new/", helping.help_new, name="help-new"),
    path("help/<int:pk>/", helping.help_task, name="help-task"),
    path("help/<int:pk>/check/", helping.help_check, name="help-check"),
    path("help/<int:pk>/certificate", helping.help_certificate, name="help-certificate"),
    path("help/<int:pk>/pictures/<slug:kind>", helping.help_picture, name="help-picture"),
    path("home-visits/", home_visits.home_visits_list, name="home-visits"),
    path("home-visits/<int:pk>/", home_visits.home_visit, name="home-visit"),
]
