"""Addresses of what a holder does with certificates."""

from django.urls import path

from . import copies, files, looks, shares, unit_refusals

paths = [
    path("certificates/<slug:number>/png", files.png, name="certificate-png"),
    path("certificates/<slug:number>/copies/", copies.copies, name="copies"),
    path("certificates/<slug:number>/copies/<int:pk>/", copies.copy, name="copy"),
    path("certificates/<slug:number>/copies/<int:pk>/end/", copies.copy_end, name="copy-end"),
    path("certificates/<slug:number>/copies/<int:pk>/paper.svg", copies.copy_picture, name="copy-picture"),
    path("certificates/<slug:number>/copies/<int:pk>/ofd", copies.copy_ofd, name="copy-ofd"),
    path("certificates/<slug:number>/copies/<int:pk>/pdf", copies.copy_pdf, name="copy-pdf"),
    path("certificates/<slug:number>/shares/", shares.shares, name="shares"),
    path("certificates/<slug:number>/shares/<int:pk>/end/", shares.share_end, name="share-end"),
    path("certificates/<slug:number>/refusal/", unit_refusals.unit_refusal_new, name="unit-refusal-new"),
    path("unit-refusals/", unit_refusals.unit_refusals, name="unit-refusals"),
    path("unit-refusals/<int:pk>/", unit_refusals.unit_refusal, name="unit-refusal"),
    path("me/looks/", looks.looks, name="looks"),
]
