import os

import requests
from authlib.integrations.flask_oauth2 import ResourceProtector, current_token
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from flask import Flask

issuer = os.environ["ISSUER"]


class Validator(JWTBearerTokenValidator):
    """Validates JWT access tokens (RFC 9068 §4)."""

    def get_jwks(self):
        metadata = requests.get(issuer + "/.well-known/openid-configuration").json()
        return requests.get(metadata["jwks_uri"]).json()


app = Flask(__name__)
protected = ResourceProtector()
protected.register_token_validator(Validator(issuer, os.environ["AUDIENCE"]))


@app.get("/")
@protected("my/scope")
def read():
    return f"Read by {current_token['sub']}"


app.run(host="127.0.0.1", port=int(os.environ["PORT"]))
