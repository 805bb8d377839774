"""Addresses of applying question by question, and of what is read before it."""

from django.urls import path

from . import check_answers, drafts, instead, life, undo

paths = [
    path("life/<slug:code>/", life.life_event, name="life-event"),
    path("items/<slug:code>/instead/", instead.instead, name="instead"),
    path("apply/<slug:code>/begin/", drafts.begin, name="apply-begin"),
    path("drafts/<slug:number>/", drafts.draft, name="draft"),
    path("drafts/<slug:number>/check/", check_answers.check_answers, name="draft-check"),
    path("drafts/<slug:number>/steps/<slug:question>/", drafts.step, name="draft-step"),
    path("cases/<slug:number>/undo/", undo.undo, name="undo"),
]
