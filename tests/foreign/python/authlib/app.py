import os
import secrets

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, redirect, session

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
address = f"http://127.0.0.1:{os.environ['PORT']}"
lab = OAuth(app).register(
    "lab",
    client_id=os.environ["CLIENT_ID"],
    client_secret=os.environ["CLIENT_SECRET"],
    server_metadata_url=os.environ["ISSUER"] + "/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile my/scope", "code_challenge_method": "S256"},
)


@app.get("/")
def home():
    if "token" not in session:
        return lab.authorize_redirect(address + "/callback")
    return f"Signed in as {lab.userinfo(token=session['token'])['name']}"


@app.get("/callback")
def callback():
    # A session of Flask is a signed cookie: keep no ID token in it, 4 kB is its limit.
    token = lab.authorize_access_token()
    session["token"] = {"access_token": token["access_token"], "token_type": "Bearer"}
    return redirect("/")


@app.get("/resource")
def resource():
    answer = lab.get(os.environ["RESOURCE"], token=session["token"])
    return answer.text, answer.status_code


@app.errorhandler(OAuthError)
def refused(error):
    return error.error, 400


app.run(host="127.0.0.1", port=int(os.environ["PORT"]))
