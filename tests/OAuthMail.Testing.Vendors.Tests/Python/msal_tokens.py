"""Acquires tokens with MSAL for Python: client secret, certificate, and device code."""
import json
import sys

import msal

settings = json.loads(sys.argv[1])
options = {"authority": settings["authority"], "verify": settings["ca"], "instance_discovery": False}
scopes = ["https://outlook.office365.com/.default"]
result = {}

secret = msal.ConfidentialClientApplication("secret-app", client_credential="secret", **options)
result["secret"] = secret.acquire_token_for_client(scopes)["access_token"]

with open(settings["key"]) as file:
    credential = {"thumbprint": settings["sha1"], "private_key": file.read()}
certificate = msal.ConfidentialClientApplication("certificate-app", client_credential=credential, **options)
result["certificate"] = certificate.acquire_token_for_client(scopes)["access_token"]

device = msal.PublicClientApplication("native-app", **options)
flow = device.initiate_device_flow(scopes=["https://outlook.office.com/IMAP.AccessAsUser.All"])
print("user_code " + flow["user_code"], flush=True)
answer = device.acquire_token_by_device_flow(flow)
result["device"] = answer["access_token"]
result["user"] = answer["id_token_claims"]["preferred_username"]
print(json.dumps(result))
