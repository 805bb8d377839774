"""Addresses of the verify pages."""

from django.urls.resolvers import URLPattern

app_name = "verify"
urlpatterns: list[URLPattern] = []
