"""Addresses of rating an application, and of the villages' public scores."""

from django.urls import path

from . import rating, scores

paths = [
    path("cases/<slug:number>/rating/", rating.rate, name="rating"),
    path("cases/<slug:number>/rating/answer/", rating.answer, name="rating-answer"),
    path("cases/<slug:number>/rating/photos/<int:entry>", rating.photo, name="rating-photo"),
    path("scores/", scores.scores, name="scores"),
    path("scores/<str:code>/", scores.scores_of, name="scores-of"),
]
