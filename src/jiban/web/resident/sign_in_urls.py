"""Addresses of signing in and out by other ways than a code, and of acting for a child."""

from django.urls import path

from . import acting, children, proofs, provincial, signing_out, slip

paths = [
    path("sign-in/ways/", slip.ways, name="sign-in-ways"),
    path("sign-in/slip/", slip.slip, name="sign-in-slip"),
    path("sign-in/link/", provincial.confirm_link, name="sign-in-link"),
    path("sign-in/with/<slug:code>/", provincial.go, name="sign-in-platform"),
    path("sign-in/with/<slug:code>/back/", provincial.back, name="sign-in-platform-back"),
    path("sign-in/with/<slug:code>/signed-out/", signing_out.told_by_platform, name="sign-out-told"),
    path("sign-out/", signing_out.sign_out, name="sign-out"),
    path("sign-out/further/", signing_out.further, name="sign-out-further"),
    path("sign-out/platform/", signing_out.at_platform, name="sign-out-platform"),
    path("sign-out/back/", signing_out.back, name="sign-out-back"),
    path("me/mobile/", slip.my_mobile, name="my-mobile"),
    path("me/links/<int:pk>/removal/", proofs.link_removal, name="link-removal"),
    path("me/children/", children.children, name="children"),
    path("me/children/new/", children.new_child, name="child-new"),
    path("me/children/<int:pk>/acting/", acting.begin, name="acting"),
    path("me/children/<int:pk>/end/", children.end, name="child-end"),
    path("me/children/oneself/", acting.stop, name="acting-stop"),
    path("me/guardians/<int:pk>/", children.answer, name="guardian-answer"),
]
