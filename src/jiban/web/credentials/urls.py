"""Addresses of credentials. The status list's is inside every credential that was issued: it stays."""

from django.urls import path

from . import issuing, metadata, wallet

app_name = "credentials"
urlpatterns = [
    path(".well-known/openid-credential-issuer", metadata.issuer, name="issuer-metadata"),
    path(".well-known/oauth-authorization-server", metadata.authorization_server, name="server-metadata"),
    path("credentials/token", issuing.token, name="token"),
    path("credentials/nonce", issuing.nonce, name="nonce"),
    path("credentials/credential", issuing.credential, name="credential"),
    path("credentials/status/<int:committee>/<int:page>", issuing.status, name="status"),
    path("certificates/<slug:number>/wallet/", wallet.wallet, name="wallet"),
    path("certificates/<slug:number>/offline/", wallet.offline, name="offline"),
]
