"""The verbs about people, each one transaction."""

from jiban.people.actions.accounts import close_account, reopen_account
from jiban.people.actions.appointing import appoint, end_term, open_post
from jiban.people.actions.change_of_official import Change, change_official, effects
from jiban.people.actions.deputies import Days, appoint_deputy, end_absence, end_deputation, note_absence
from jiban.people.actions.registering import prefer, register, register_or_sign_in, start_sign_in
from jiban.people.actions.second_factors import (
    TotpSetUp,
    check_second_factor,
    confirm_totp,
    make_recovery_codes,
    set_up_totp,
)
from jiban.people.actions.signing_in import Pending, register_officer, second_factor, set_password, sign_in

__all__ = [
    "Change",
    "Days",
    "Pending",
    "TotpSetUp",
    "appoint",
    "appoint_deputy",
    "change_official",
    "check_second_factor",
    "close_account",
    "confirm_totp",
    "effects",
    "end_absence",
    "end_deputation",
    "end_term",
    "make_recovery_codes",
    "note_absence",
    "open_post",
    "prefer",
    "register",
    "register_officer",
    "register_or_sign_in",
    "reopen_account",
    "second_factor",
    "set_password",
    "set_up_totp",
    "sign_in",
    "start_sign_in",
]
