#!/usr/bin/env bash
# Measures the native command as a whole process: a stored token, one that is refreshed, and a message that is handed to the spool.
# Usage: measure.sh <command>. Needs hyperfine, python3 and a machine without other load.
set -euo pipefail
cd "$(dirname "$0")"

tool=$(realpath "$1")
folder=$(mktemp -d)
"$tool" test-server --json --keep-running --ca-file "$folder/ca.pem" --user alerts@test.example > "$folder/server.json" &
server=$!
trap 'kill "$server"; rm -rf "$folder"' EXIT
until [ -s "$folder/server.json" ]; do sleep 0.1; done

export HOME=$folder SSL_CERT_FILE=$folder/ca.pem
unset XDG_CONFIG_HOME XDG_STATE_HOME OAUTHMAIL_CONFIG
mkdir -p "$folder/.config/oauthmail"
python3 - "$folder" << 'PYTHON'
import datetime, json, sys
folder = sys.argv[1]
server = json.load(open(f"{folder}/server.json"))
authority, client = server["authorizationServer"], server["client"]
account = {
    "Flow": "ClientCredentials", "Address": "alerts@test.example", "Issuer": authority["issuer"],
    "TokenEndpoint": authority["tokenEndpoint"], "Scope": authority["applicationScope"],
    "ClientId": client["id"], "ClientSecret": client["secret"],
    "Smtp": f"starttls://{server['smtp']['host']}:{server['smtp']['startTlsPort']}",
}
json.dump({"OAuthMail": {"Accounts": {"alerts": account}}}, open(f"{folder}/.config/oauthmail/config.json", "w"))
expires = datetime.datetime.now() + datetime.timedelta(hours=1)
json.dump({"access_token": server["accessToken"], "access_token_expiration": expires.isoformat()}, open(f"{folder}/token.json", "w"))
PYTHON
printf 'To: alerts@test.example\nSubject: Measured\n\nText\n' > "$folder/message"
"$tool" token alerts > /dev/null

stored=$folder/.local/state/oauthmail/tokens
hyperfine --shell=none --warmup 5 --runs 100 --export-json "$folder/result.json" "$tool token alerts" "python3 token.py $folder/token.json"
hyperfine --shell=none --warmup 2 --runs 50 --prepare "find $stored -name client-credentials-* -delete" "$tool token alerts"
hyperfine --shell=none --warmup 2 --runs 50 "sh -c 'exec $tool sendmail -odq -t < $folder/message'"
for command in "$tool token alerts" "python3 token.py $folder/token.json"; do
  /usr/bin/time -f "%M KB: $command" $command > /dev/null
done
