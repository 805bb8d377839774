"""Addresses of the desk beside the cases: own views, notes, visits, and the board of work and absence."""

from django.urls import path

from . import notes, saved_views, visits, workload

paths = [
    path("views/", saved_views.keep, name="saved-views"),
    path("views/<int:pk>/removal/", saved_views.remove, name="saved-view-removal"),
    path("cases/<str:number>/notes/", notes.write, name="case-notes"),
    path("cases/<str:number>/visit/", visits.ask, name="case-visit"),
    path("visits/", visits.mine, name="visits"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/photo", visits.photo, name="visit-photo"),
    path("workload/", workload.board, name="workload"),
]
