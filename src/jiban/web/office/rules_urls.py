"""Addresses about rules: a reviewer's standing authorisations, and the county's trial of rules."""

from django.urls import path

from . import authorisations, rule_trials

paths = [
    path("authorisations/", authorisations.mine, name="authorisations"),
    path("authorisations/new/", authorisations.new, name="authorisation-new"),
    path("authorisations/<int:pk>/", authorisations.authorisation, name="authorisation"),
    path("authorisations/<int:pk>/revocation/", authorisations.revocation, name="authorisation-revocation"),
    path("rules/", rule_trials.trials, name="rules"),
]
