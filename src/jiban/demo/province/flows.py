"""The flows of OpenID Connect, by Authlib: authorization code, PKCE, ID tokens, user info and logout."""

from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.integrations.django_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ResourceProtector
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import OpenIDCode, UserInfoEndpoint
from authlib.oidc.rpinitiated import EndSessionEndpoint
from django.http import HttpResponse
from joserfc.jwk import ECKey, KeySet

from jiban.demo.province.known import ALGORITHM, KEY, Client, Code, Platform, SignedIn, Token


def make_server(platform: Platform) -> AuthorizationServer:
    server = Server(platform)
    server.register_grant(CodeGrant, [CodeChallenge(required=True), IdTokens(platform)])
    server.register_extension(Issuer(platform))
    server.register_endpoint(EndSession)
    protector = ResourceProtector()
    protector.register_token_validator(Bearer(platform))
    server.register_endpoint(UserInfo(server=server, resource_protector=protector))
    return server


class Server(AuthorizationServer):
    def __init__(self, platform: Platform) -> None:
        super().__init__(None, None)
        self.platform = platform

    def query_client(self, client_id: str) -> Client | None:
        return self.platform.client if client_id == self.platform.client.client_id else None

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        self.platform.tokens[token["access_token"]] = Token(request.user, token["scope"], request.client)


class CodeGrant(AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

    def save_authorization_code(self, code: str, request: Any) -> None:
        data = request.payload.data
        self.server.platform.codes[code] = Code(
            code=code,
            client_id=request.client.client_id,
            redirect_uri=data["redirect_uri"],
            scope=request.payload.scope,
            nonce=data["nonce"],
            code_challenge=data["code_challenge"],
            code_challenge_method=data["code_challenge_method"],
            session=request.user,
        )

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        found: Code | None = self.server.platform.codes.get(code)
        return found if found is not None and found.client_id == client.client_id else None

    def delete_authorization_code(self, code: Code) -> None:
        self.server.platform.codes.pop(code.code, None)

    def authenticate_user(self, code: Code) -> SignedIn:
        return code.session


class IdTokens(OpenIDCode):
    def __init__(self, platform: Platform) -> None:
        super().__init__(require_nonce=True)
        self.platform = platform

    def exists_nonce(self, nonce: str, _request: Any) -> bool:
        return any(code.nonce == nonce for code in self.platform.codes.values())

    def resolve_client_private_key(self, _client: Client) -> ECKey:
        return KEY

    def get_encode_header(self, _client: Client) -> dict[str, str]:
        return {"alg": ALGORITHM, "kid": str(KEY.kid)}

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        return {"iss": self.platform.issuer, "aud": client.client_id}

    def generate_user_info(self, session: SignedIn, scope: str) -> dict[str, Any]:
        is_here = self.platform.claims_in_token
        facts = self.platform.facts(session, scope) if is_here else {"sub": session.person.sub}
        return {**facts, "sid": session.sid}


class Issuer(IssuerParameter):
    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    def get_issuer(self) -> str:
        return self.platform.issuer

    def add_issuer_parameter(self, _server: Server, response: HttpResponse) -> None:
        # Authlib looks for an attribute that answers of Django do not have.
        if response.has_header("Location"):
            response["Location"] = add_params_to_uri(response["Location"], {"iss": self.get_issuer()})


class EndSession(EndSessionEndpoint):
    def get_server_jwks(self) -> KeySet:
        return KeySet([KEY])

    def end_session(self, asked: Any) -> None:
        self.server.platform.sessions.pop((asked.id_token_claims or {}).get("sid", ""), None)


class Bearer(BearerTokenValidator):
    def __init__(self, platform: Platform) -> None:
        super().__init__()
        self.platform = platform

    def authenticate_token(self, token_string: str) -> Token | None:
        return self.platform.tokens.get(token_string)


class UserInfo(UserInfoEndpoint):
    def __call__(self, request: Any) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        token = self.resource_protector.validate_request(["openid"], request)
        platform = self.server.platform
        said = platform.facts(token.get_user(), token.scope)
        if platform.userinfo_subject:
            said["sub"] = platform.userinfo_subject
        return 200, said, [("Content-Type", "application/json")]
