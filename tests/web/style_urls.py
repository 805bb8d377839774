"""The addresses of the site with the style pages, which otherwise exist in development only."""

from django.urls import path

from jiban.urls import urlpatterns as site
from jiban.web import style_guide

urlpatterns = [path("style/<slug:sheet>/", style_guide.show, name="style-sheet"), *site]
handler400 = "jiban.web.failures.bad_request"
handler403 = "jiban.web.failures.permission_denied"
handler404 = "jiban.web.failures.page_not_found"
handler500 = "jiban.web.failures.server_error"
