import os
import re
import shlex
import subprocess
from dataclasses import dataclass

import pytest
import requests


@dataclass
class Sandbox:
    """A whole lab of one test's own."""

    id: str
    base: str
    issuer: str
    admin: str

    def control(self, method, path, document=None):
        """Asks the control API of this sandbox."""
        url = f"{self.base}/control/api/{path}"
        headers = {"Authorization": f"Bearer {self.admin}"}
        response = requests.request(method, url, json=document, headers=headers)
        assert response.ok, response.text
        return response.json() if response.content else None

    def token(self, **document):
        """An access token without a flow, right or wrong in the way that is asked for."""
        return self.control("POST", "tokens", document)["token"]


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """OAuth Lab, one for all tests, as its default sandbox: the command that OAUTH_LAB names."""
    folder = tmp_path_factory.mktemp("oauth-lab")
    command = shlex.split(os.environ["OAUTH_LAB"])
    args = ["up", "--memory", "--port", "0", "--data", str(folder)]
    process = subprocess.Popen([*command, *args], stdout=subprocess.PIPE, text=True)
    with process:
        try:
            ready = (re.match(r"ready (\S+)", line) for line in process.stdout)
            origin = next((found[1] for found in ready if found), None)
            assert origin, "the lab did not start"
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("REQUESTS_CA_BUNDLE", str(folder / "certs" / "root.crt"))
                default = Sandbox("", origin, f"{origin}/authserver/oauth2", admin="")
                credentials = {"username": "superuser", "password": "SYS"}
                default.admin = default.control("POST", "session", credentials)["access_token"]
                yield default
        finally:
            process.terminate()


@pytest.fixture
def sandbox(lab):
    """A sandbox of this test, deleted when it has ended."""
    made = lab.control("POST", "sandboxes", {})
    yield Sandbox(made["id"], made["base"], made["issuer"], lab.admin)
    lab.control("DELETE", f"sandboxes/{made['id']}")
