"""Addresses of the pages about accounts: closed, opened again, and the way back after a loss."""

from django.urls import path

from . import account_history, officer_accounts, way_back

paths = [
    path("way-back/", way_back.way_back, name="way-back"),
    path("way-back/<str:token>/", way_back.link, name="way-back-link"),
    path("account/history/", account_history.history, name="account-history"),
    path("officers/<int:pk>/closing/", officer_accounts.closing, name="officer-closing"),
    path("officers/<int:pk>/reopening/", officer_accounts.reopening, name="officer-reopening"),
    path("officers/<int:pk>/way-back/", officer_accounts.way_back, name="officer-way-back"),
    path("officers/ways-back/<int:pk>/revocation/", officer_accounts.way_back_revocation, name="way-back-revocation"),
]
