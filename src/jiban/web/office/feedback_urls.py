"""Addresses of follow-ups of bad ratings, and of the board of ratings."""

from django.urls import path

from . import follow_ups, scores

paths = [
    path("follow-ups/", follow_ups.follow_ups, name="follow-ups"),
    path("follow-ups/<int:pk>/", follow_ups.follow_up, name="follow-up"),
    path("follow-ups/<int:pk>/number/", follow_ups.number, name="follow-up-number"),
    path("follow-ups/<int:pk>/photos/<int:entry>", follow_ups.photo, name="follow-up-photo"),
    path("follow-ups/<int:pk>/<slug:step>/", follow_ups.step, name="follow-up-step"),
    path("scores/", scores.places_of_scores, name="scores"),
    path("scores/<str:code>/", scores.board, name="scores-board"),
]
