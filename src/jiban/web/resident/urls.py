"""Addresses of the resident pages. No address ever holds a name or an identity number."""

from django.urls import path

from . import (
    apply,
    applying_urls,
    cases,
    certificates,
    correction,
    feedback_urls,
    files,
    helping_urls,
    home,
    items,
    me,
    revocation,
    sign_in,
    sign_in_urls,
    village,
)
from .data_urls import paths as data_paths
from .elsewhere_urls import paths as elsewhere_paths
from .holding_urls import paths as holding_paths
from .reach_urls import paths as reach_paths

app_name = "resident"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.code, name="sign-in-code"),
    path("sign-in/village/", village.choose_village, name="sign-in-village"),
    *sign_in_urls.paths,
    path("items/", items.items, name="items"),
    path("items/<slug:code>/", items.item, name="item"),
    path("refused/<slug:code>/", items.refused, name="refused"),
    path("apply/<slug:code>/", apply.apply, name="apply"),
    path("cases/", cases.cases, name="cases"),
    *applying_urls.paths,
    path("cases/<slug:number>/", cases.case, name="case"),
    path("cases/<slug:number>/correction/", correction.correction, name="correction"),
    path("cases/<slug:number>/withdrawal/", cases.withdrawal, name="withdrawal"),
    *feedback_urls.paths,
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<slug:number>/", certificates.certificate, name="certificate"),
    path("certificates/<slug:number>/qr/", certificates.qr, name="certificate-qr"),
    path("certificates/<slug:number>/qr.svg", files.qr_picture, name="qr-picture"),
    path("certificates/<slug:number>/print/", certificates.print_page, name="certificate-print"),
    path("certificates/<slug:number>/paper.svg", files.paper_picture, name="paper-picture"),
    path("certificates/<slug:number>/ofd", files.ofd, name="certificate-ofd"),
    path("certificates/<slug:number>/pdf", files.pdf, name="certificate-pdf"),
    path("certificates/<slug:number>/proof", files.proof, name="certificate-proof"),
    *holding_paths,
    path("certificates/<slug:number>/revocation/", revocation.revocation, name="revocation"),
    path("me/", me.me, name="me"),
    *helping_urls.paths,
    *reach_paths,
    *data_paths,
    *elsewhere_paths,
]
