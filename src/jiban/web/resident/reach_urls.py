"""Addresses of how a resident is reached. The first is the one that stands in every SMS."""

from django.urls import path

from . import reach

paths = [
    path("m/", reach.short_link, name="short-link"),
    path("me/sms/", reach.by_sms, name="reach-sms"),
    path("me/email/", reach.email, name="email"),
    path("me/email/code/", reach.email_code, name="email-code"),
    path("me/email/removal/", reach.email_removal, name="email-removal"),
]
