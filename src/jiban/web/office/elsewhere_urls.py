"""Addresses of the window for other cities."""

from django.urls import path

from . import elsewhere

paths = [
    path("elsewhere/", elsewhere.elsewhere, name="elsewhere"),
    path("elsewhere/new/", elsewhere.elsewhere_new, name="elsewhere-new"),
    path("elsewhere/new/<slug:city>/<slug:code>/", elsewhere.elsewhere_apply, name="elsewhere-apply"),
    path("elsewhere/<slug:number>/", elsewhere.elsewhere_case, name="elsewhere-case"),
    path("elsewhere/<slug:number>/correction/", elsewhere.elsewhere_correction, name="elsewhere-correction"),
    path("elsewhere/<slug:number>/certificate/<slug:form>", elsewhere.elsewhere_certificate, name="elsewhere-file"),
]
