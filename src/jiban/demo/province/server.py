"""The pages of the platform and the process that serves them: `python -m jiban.demo.province.server --site ADDRESS`."""

import json
import secrets
import sys
import time
from html import escape
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import click
import django
from authlib.oauth2 import OAuth2Error
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from jiban.demo.province.flows import make_server
from jiban.demo.province.known import ALGORITHM, KEY, PROOFS, Client, Person, Platform, SignedIn

CLIENT_ID, SECRET, CODE = "jiban-demo", "only for trying out", "province"
SESSION = "province_session"
PEOPLE = [Person("sub-wang", "王秀兰", "990000198603121227", "13800005521")]
WORDS = {"password": "账号口令（低）", "sms": "短信验证码（中）", "face": "刷脸（高）"}
PAGE = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>样例省统一身份认证平台（演示）</title>
<style>body{{font:18px/1.6 sans-serif;max-width:28rem;margin:2rem auto;padding:0 1rem}}label,button{{display:block;padding:.6rem 0}}
button{{width:100%;font-size:1.1rem;margin-top:1rem}}fieldset{{border:1px solid #999;margin:1rem 0}}</style>
<h1>样例省统一身份认证平台</h1><p>演示用：选谁就是谁，不证明任何人的身份。</p>{body}</html>"""


class Handler(WSGIRequestHandler):
    def log_message(self, *_said: object) -> None:
        """Nothing: the addresses of the flow carry codes."""


class ThreadedServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Pages:
    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.flows = make_server(platform)

    def discovery(self, _request: HttpRequest) -> HttpResponse:
        issuer = self.platform.issuer
        return JsonResponse(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "userinfo_endpoint": f"{issuer}/userinfo",
                "end_session_endpoint": f"{issuer}/leave",
                "jwks_uri": f"{issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "code_challenge_methods_supported": ["S256"],
                "acr_values_supported": [acr for acr, _amr in PROOFS.values()],
                "authorization_response_iss_parameter_supported": True,
                "backchannel_logout_supported": True,
                "backchannel_logout_session_supported": True,
            }
        )

    def keys(self, _request: HttpRequest) -> HttpResponse:
        return JsonResponse({"keys": [KEY.as_dict(private=False)]})

    def authorize(self, request: HttpRequest) -> HttpResponse:
        """Who has a session is not asked again, unless a new proof is wanted."""
        session = self.platform.sessions.get(request.COOKIES.get(SESSION, ""))
        if "login" in request.GET.get("prompt", "").split():
            session = None
        if request.method == "POST":
            session = self._sign_in(request)
        try:
            grant = self.flows.get_consent_grant(request, end_user=session)
        except OAuth2Error as refusal:
            refused: HttpResponse = self.flows.handle_error_response(request, refusal)
            return refused
        if request.method == "POST" and "cancel" in request.POST:
            return self._answer(request, grant, None)
        if session is None:
            return HttpResponse(self._door(request))
        answer = self._answer(request, grant, session)
        answer.set_cookie(SESSION, session.sid, httponly=True, samesite="Lax")
        return answer

    def _answer(self, request: HttpRequest, grant: object, session: SignedIn | None) -> HttpResponse:
        answer: HttpResponse = self.flows.create_authorization_response(request, grant_user=session, grant=grant)
        return answer

    def _sign_in(self, request: HttpRequest) -> SignedIn | None:
        person = next((one for one in self.platform.people if one.sub == request.POST.get("sub")), None)
        proof = request.POST.get("proof", "")
        if person is None or proof not in PROOFS or "cancel" in request.POST:
            return None
        # A browser has one session here: the earlier one, proved less, is over.
        self.platform.sessions.pop(request.COOKIES.get(SESSION, ""), None)
        session = SignedIn(person, proof, secrets.token_urlsafe(16), int(time.time()))
        self.platform.sessions[session.sid] = session
        return session

    def _door(self, request: HttpRequest) -> str:
        wanted = request.GET.get("acr_values", "").split()
        asked = next((name for name, (acr, _amr) in PROOFS.items() if acr in wanted), "sms")
        people = "".join(
            f'<label><input type="radio" name="sub" value="{escape(one.sub)}" required{" checked" if not at else ""}> '
            f"{escape(one.name)}</label>"
            for at, one in enumerate(self.platform.people)
        )
        proofs = "".join(
            f'<label><input type="radio" name="proof" value="{name}"{" checked" if name == asked else ""}> {WORDS[name]}</label>'
            for name in PROOFS
        )
        return PAGE.format(
            body=f'<form method="post" action="?{escape(request.META["QUERY_STRING"])}">'
            f"<fieldset><legend>谁</legend>{people}</fieldset><fieldset><legend>怎么核验</legend>{proofs}</fieldset>"
            '<button name="in" value="1">登录</button><button name="cancel" value="1">取消</button></form>'
        )

    def token(self, request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = self.flows.create_token_response(request)
        return answer

    def userinfo(self, request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = self.flows.create_endpoint_response("userinfo", request)
        return answer

    def leave(self, request: HttpRequest) -> HttpResponse:
        sent_back: HttpResponse | None = self.flows.create_endpoint_response("end_session", request)
        answer = sent_back or HttpResponse(PAGE.format(body="<p>已退出。</p>"))
        answer.delete_cookie(SESSION)
        return answer

    def told(self, request: HttpRequest) -> HttpResponse:
        """For tests: what to say from now on, and ending a session from the platform's side."""
        said: dict[str, Any] = json.loads(request.body)
        for name in ("claims_in_token", "more_claims", "userinfo_subject"):
            if name in said:
                setattr(self.platform, name, said[name])
        if "people" in said:
            self.platform.people = [Person(**one) for one in said["people"]]
        sessions = list(self.platform.sessions.values())
        if said.get("forget"):
            self.platform.sessions.clear()
        return JsonResponse(
            {
                "ended": [self.platform.end(one) for one in sessions] if said.get("end") else [],
                "tokens": [self.platform.logout_token(one, **said.get("changed", {})) for one in sessions],
                "sessions": [one.person.sub for one in self.platform.sessions.values()],
            }
        )

    def paths(self, *, is_for_tests: bool) -> list[Any]:
        found = [
            path(".well-known/openid-configuration", self.discovery),
            path("keys", self.keys),
            path("authorize", self.authorize),
            path("token", self.token),
            path("userinfo", self.userinfo),
            path("leave", self.leave),
        ]
        return [*found, path("told", self.told)] if is_for_tests else found


@click.command()
@click.option("--port", default=0, type=click.IntRange(0, 65535), help="0: any free port; it is printed.")
@click.option("--site", required=True, help="Address of the site whose residents come here.")
@click.option("--people", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON list of people.")
@click.option("--for-tests", is_flag=True, help="Let /told change what the platform says.")
def main(*, port: int, site: str, people: Path | None, for_tests: bool) -> None:
    """Serve the platform until stopped."""
    urls = type(sys)("province_urls")
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="province_urls", SECRET_KEY=secrets.token_hex(), USE_TZ=True
    )
    django.setup()
    sys.modules["province_urls"] = urls
    with ThreadedServer(("127.0.0.1", port), Handler) as server:
        client = Client(
            CLIENT_ID,
            SECRET,
            (f"{site}/sign-in/with/{CODE}/back/",),
            {
                "post_logout_redirect_uris": [f"{site}/sign-out/back/"],
                "backchannel_logout_uri": f"{site}/sign-in/with/{CODE}/signed-out/",
            },
        )
        known = [Person(**one) for one in json.loads(people.read_text(encoding="utf-8"))] if people else PEOPLE
        pages = Pages(Platform(f"http://127.0.0.1:{server.server_port}", client, known))
        urls.urlpatterns = pages.paths(is_for_tests=for_tests)  # type: ignore[attr-defined]
        server.set_app(get_wsgi_application())
        click.echo(f"ready {server.server_port}")
        server.serve_forever()


if __name__ == "__main__":
    main()
