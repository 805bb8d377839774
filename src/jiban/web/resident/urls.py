"""Addresses of the resident pages."""

from django.urls.resolvers import URLPattern

app_name = "resident"
urlpatterns: list[URLPattern] = []
