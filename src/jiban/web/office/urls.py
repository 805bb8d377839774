"""Addresses of the office pages."""

from django.urls import path

from . import account, batch, certificates, find, personal, queue, review, seal_steps, seal_uses, seals, sign_in

app_name = "office"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.code, name="sign-in-code"),
    path("sign-in/set-up/", sign_in.set_up, name="sign-in-set-up"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("cases/<str:number>/", review.case, name="case"),
    path("cases/<str:number>/check/", review.check, name="check"),
    path("cases/<str:number>/approval/", review.approval, name="approval"),
    path("cases/<str:number>/correction/", review.correction, name="correction"),
    path("cases/<str:number>/refusal/", review.refusal, name="refusal"),
    path("cases/<str:number>/standing", review.standing, name="case-standing"),
    path("cases/<str:number>/identity/", personal.identity, name="case-identity"),
    path("cases/<str:number>/preview", personal.preview, name="case-preview"),
    path("cases/<str:number>/papers/<int:pk>", personal.paper, name="case-paper"),
    path("find/", find.find, name="find"),
    path("batch/", batch.batch, name="batch"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<str:number>/", certificates.certificate, name="certificate"),
    path("certificates/<str:number>/picture", certificates.picture, name="certificate-picture"),
    path("certificates/<str:number>/revocation/", certificates.revocation, name="certificate-revocation"),
    path("seal-uses/", seal_uses.seal_uses, name="seal-uses"),
    path("seals/", seals.seals, name="seals"),
    path("seals/registration/", seals.registration, name="seal-registration"),
    path("seals/<int:pk>/", seals.seal, name="seal"),
    path("seals/<int:pk>/picture", seals.picture, name="seal-picture"),
    path("seals/<int:pk>/<slug:name>/", seal_steps.seal_step, name="seal-step"),
    path("account/", account.account, name="account"),
    path("account/recovery-codes/", account.recovery_codes, name="recovery-codes"),
    path("account/password/", account.password, name="password"),
]
