#!/usr/bin/env python3
"""Prints a cached access token, with the modules and the decryption through a pipe that scripts for mutt use."""

import argparse
import base64
import hashlib
import http.server
import imaplib
import json
import poplib
import secrets
import shlex
import smtplib
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from datetime import datetime
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("file", type=Path)
parser.add_argument("--decrypt", default="cat")
arguments = parser.parse_args()
text = subprocess.run(shlex.split(arguments.decrypt), input=arguments.file.read_bytes(), stdout=subprocess.PIPE, check=True)
token = json.loads(text.stdout)
if datetime.fromisoformat(token["access_token_expiration"]) < datetime.now():
    sys.exit("The token has expired.")
print(token["access_token"])
