"""Addresses of the office pages."""

from django.urls.resolvers import URLPattern

app_name = "office"
urlpatterns: list[URLPattern] = []
