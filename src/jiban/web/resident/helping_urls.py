"""Addresses of helping a relative, of who helped me, and of asking for a home visit."""

from django.urls import path

from . import helping, home_visits

paths = [
    path("help/", helping.helping, name="help"),
    path("help/new/", helping.help_new, name="help-new"),
    path("help/<int:pk>/", helping.help_task, name="help-task"),
    path("help/<int:pk>/certificate", helping.help_certificate, name="help-certificate"),
    path("helped/", helping.helped, name="helped"),
    path("helped/<int:pk>/", helping.helped_by, name="helped-by"),
    path("helped/<int:pk>/pictures/<slug:kind>", helping.helped_picture, name="helped-picture"),
    path("home-visits/", home_visits.home_visits_page, name="home-visits"),
]
