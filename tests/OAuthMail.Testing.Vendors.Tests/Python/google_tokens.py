"""Uses a service account with google-auth, which signs Google's address as the audience."""
import json
import sys

import google.auth.transport.requests
import google.oauth2.credentials
from google.oauth2 import service_account

settings = json.loads(sys.argv[1])
request = google.auth.transport.requests.Request()
scopes = ["https://mail.google.com/"]

account = service_account.Credentials.from_service_account_file(settings["keyFile"], scopes=scopes, subject=settings["user"])
account.refresh(request)

user = google.oauth2.credentials.Credentials(
    None, refresh_token=settings["refreshToken"], token_uri=settings["token"], client_id="desktop", client_secret="secret")
user.refresh(request)
print(json.dumps({"account": account.token, "refreshed": user.token}))
