import pytest
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session

from orders import create_app

AUDIENCE = "https://orders.example/"
CALLBACK = "https://shop.example/callback"


@pytest.fixture
def shop(sandbox):
    """A client of this test, and the resource for which it asks for tokens."""
    config = sandbox.control("GET", "config")
    config["supportedScopes"]["orders:read"] = "Read your orders"
    config["resources"][AUDIENCE] = {}
    sandbox.control("PUT", "config", config)
    client = {"client_id": "shop", "client_secret": "shop-secret", "redirect_uris": [CALLBACK]}
    return sandbox.control("POST", "clients", client)


def read(sandbox, token):
    api = create_app(sandbox.issuer, AUDIENCE).test_client()
    return api.get("/", headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        pytest.param({}, 200, id="good"),
        pytest.param({"expiresIn": -120}, 401, id="expired"),
        pytest.param({"audience": "https://other.example/"}, 401, id="for another audience"),
        pytest.param({"signedBy": "unpublished"}, 401, id="signed by nobody"),
        pytest.param({"scope": "openid"}, 403, id="without the scope"),
    ],
)
def test_token(sandbox, shop, wrong, status):
    good = {"client": "shop", "audience": AUDIENCE, "scope": "orders:read"}
    assert read(sandbox, sandbox.token(**(good | wrong))).status_code == status


def test_a_person_signs_in_and_reads_orders(sandbox, shop):
    client = OAuth2Session(
        shop["client_id"],
        shop["client_secret"],
        redirect_uri=CALLBACK,
        scope="openid orders:read",
        code_challenge_method="S256",
    )
    verifier = generate_token(64)
    url, state = client.create_authorization_url(
        f"{sandbox.issuer}/authorize", code_verifier=verifier, resource=AUDIENCE
    )
    # What a browser would do, as a person who signs in and allows it.
    walk = sandbox.control("POST", "authorizations", {"url": url, "user": "developer"})
    tokens = client.fetch_token(
        f"{sandbox.issuer}/token",
        authorization_response=walk["redirect"],
        state=state,
        code_verifier=verifier,
    )
    assert read(sandbox, tokens["access_token"]).status_code == 200
