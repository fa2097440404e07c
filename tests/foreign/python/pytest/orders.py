"""The API under test: it takes access tokens of one issuer, for one audience."""

import requests
from authlib.integrations.flask_oauth2 import ResourceProtector, current_token
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from flask import Flask
from joserfc.jwk import KeySet


class Validator(JWTBearerTokenValidator):
    """Validates JWT access tokens (RFC 9068 §4)."""

    def get_jwks(self):
        metadata = requests.get(self.issuer + "/.well-known/openid-configuration").json()
        return KeySet.import_key_set(requests.get(metadata["jwks_uri"]).json())


def create_app(issuer, audience):
    app = Flask(__name__)
    protected = ResourceProtector()
    protected.register_token_validator(Validator(issuer, audience))

    @app.get("/")
    @protected("orders:read")
    def read():
        return f"orders of {current_token['sub']}"

    return app
