"""Addresses of the public check, the trusted keys and the log. The first one is printed in every QR code: it stays."""

from django.urls import path

from . import check, log_files, offline_codes, shares, trust_files

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
    path("log/tile/<path:rest>", log_files.tile, name="tile"),
]
