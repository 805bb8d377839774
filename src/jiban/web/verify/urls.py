"""Addresses of the public check, the trusted keys and the log. The first one is printed in every QR code: it stays."""

from django.urls import path

from . import anchors, check, log_files, log_pages, offline_codes, shares, trust_files

app_name = "verify"
urlpatterns = [
    path("v/<str:code>", check.by_code, name="code"),
    path("s/<str:token>", shares.share, name="share"),
    path("s/<str:token>/file", shares.share_file, name="share-file"),
    path("verify/", check.start, name="start"),
    path("verify/offline/", offline_codes.page, name="offline"),
    path("trust/", trust_files.index, name="trust"),
    path("trust/<str:name>", trust_files.file, name="trust-file"),
    path("log/checkpoint", log_files.checkpoint, name="checkpoint"),
    path("log/key", log_files.key, name="log-key"),
    path("log/", log_pages.index, name="log"),
    path("log/policy", log_files.policy, name="log-policy"),
    path("log/alarms", log_pages.alarms, name="alarms"),
    path("log/alarms/<int:pk>/evidence", log_pages.evidence, name="alarm-evidence"),
    path("log/anchors", anchors.index, name="anchors"),
    path("log/anchors/<int:pk>/evidence", anchors.evidence, name="anchor-evidence"),
    path("log/anchors/<int:pk>/note", anchors.note, name="anchor-note"),
    path("log/tile/<path:rest>", log_files.tile, name="tile"),
]
