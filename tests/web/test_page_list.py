"""Every address of the site is looked at in every mode, or stands here with the reason why not."""

import re

from django.urls import Resolver404, get_resolver, resolve

from tests.web import page_list


def names(text):
    return text.split()


# Answers a program, gives a file or a picture, or sends on at once.
NO_PAGE = names("""
    credentials:credential credentials:issuer-metadata credentials:nonce credentials:server-metadata credentials:status
    credentials:token data-request health-live health-ready message-receipts preferences
    kiosk:arrival kiosk:awake kiosk:heartbeat kiosk:picture kiosk:print-file kiosk:print-standing kiosk:print-state
    office:case-paper office:case-preview office:certificate-picture office:export office:follow-up-photo
    office:help-certificate office:help-picture office:import-correction office:messages office:oidc-go office:promise
    office:promise-figures office:scores office:seal-picture office:unit-refusal-photo office:visit-photo
    resident:certificate-ofd resident:certificate-pdf resident:certificate-png resident:certificate-proof
    resident:copy-ofd resident:copy-pdf resident:copy-picture resident:help-certificate resident:helped-picture
    resident:look-up-proof resident:paper-picture resident:qr-picture resident:rating-photo resident:sign-in-platform
    resident:sign-out-platform resident:sign-out-told
    verify:alarm-evidence verify:anchor-evidence verify:anchor-note verify:checkpoint verify:log-key verify:log-policy
    verify:share-file verify:tile verify:trust-file
    city-envelopes office:elsewhere-file resident:elsewhere-file
""")
# Takes a form and leads back, or comes back with it and its faults.
ACTS = names("""
    kiosk:end kiosk:enter kiosk:pickup-code kiosk:card-read kiosk:print-certificate kiosk:print-receipt session-stay
    office:absence-end office:account-oidc-removal office:authorisation-revocation office:case-facts
    office:case-identity office:case-notes office:check office:compromise-signing office:follow-up-number
    office:follow-up-step office:invitation-again office:invitation-revocation office:kiosk-arrival office:kiosk-code
    office:office-account-removal office:promise-notices office:promise-reminder office:resume
    office:saved-view-removal office:saved-views office:seal-registration office:sign-in-passkey office:sign-out
    office:unit-refusal-answer office:unit-refusal-taking-up office:way-back-revocation
    resident:acting resident:acting-stop resident:apply-begin resident:child-end resident:copy-end
    resident:email-removal resident:guardian-answer resident:link-removal resident:rating-answer resident:reach-sms
    resident:share-end resident:undo
""")
# A piece that is put into a page.
PARTS = ["office:case-standing", "office:place-branch"]
# Only a way leads there, so it is not measured here: tests/stories/test_reading.py measures the way from sign-in to
# certificate, the stories of the kiosk look at their own pages.
ON_A_WAY = names("""
    kiosk:card-code kiosk:counter kiosk:phone kiosk:print
    office:invitation-link office:oidc-back office:sign-in-code office:sign-in-set-up office:way-back-link
    resident:email-code resident:sign-in-code resident:sign-in-link resident:sign-in-platform-back
    resident:sign-in-village resident:sign-out resident:sign-out-back resident:sign-out-further
""")


def every_name(resolver, space=""):
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from every_name(each, each.namespace or space)
        else:
            yield f"{space}:{each.name}" if space else each.name


def looked_at():
    for who, pages in {**page_list.PHONE, **page_list.AT_A_KIOSK, "door": page_list.DOOR}.items():
        for page in pages:
            try:
                # The field of a copy or a place is a number, any other takes letters too.
                yield resolve(re.sub(r"\{\w+\}", "1", page.split("?")[0])).view_name
            except Resolver404:
                assert page == "/nowhere/", (who, page)
    for names in page_list.OFFICE.values():
        yield from (f"office:{name}" for name in names)


def test_every_address_is_looked_at_or_says_why_not():
    known = [*set(looked_at()), *NO_PAGE, *ACTS, *PARTS, *ON_A_WAY]
    every = set(every_name(get_resolver()))
    assert sorted(every - set(known)) == [], "a new page belongs into page_list.py"
    assert sorted(set(known) - every) == [], "no longer there"
    assert len(known) == len(set(known))
