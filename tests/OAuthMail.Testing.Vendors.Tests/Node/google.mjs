// Exchanges, refreshes, describes and revokes tokens with google-auth-library, and uses a service account.
import { readFileSync } from 'node:fs';
import { JWT, OAuth2Client } from 'google-auth-library';

const settings = JSON.parse(process.argv[2]);
const client = new OAuth2Client({
  clientId: 'desktop', clientSecret: 'secret', redirectUri: 'http://127.0.0.1/callback',
  endpoints: {
    oauth2AuthBaseUrl: settings.authorization, oauth2TokenUrl: settings.token, oauth2RevokeUrl: settings.revocation,
    tokenInfoUrl: settings.tokenInfo,
  },
});
const scope = 'https://mail.google.com/';
const page = await fetch(
  client.generateAuthUrl({ access_type: 'offline', scope, login_hint: settings.user }), { redirect: 'manual' });
const code = new URL(page.headers.get('location')).searchParams.get('code');
const { tokens } = await client.getToken(code);
client.setCredentials({ refresh_token: tokens.refresh_token });
const refreshed = (await client.getAccessToken()).token;
const info = await client.getTokenInfo(refreshed);
const result = { code: tokens.access_token, refreshed, email: info.email, scopes: info.scopes };
await client.revokeToken(refreshed);

// The library sends the assertion to Google's address. The transporter sends it to the test server instead.
const key = JSON.parse(readFileSync(settings.keyFile, 'utf8'));
const account = new JWT({
  email: key.client_email, key: key.private_key, keyId: key.private_key_id, scopes: [scope], subject: settings.user,
});
account.transporter.interceptors.request.add({
  resolved: async config => {
    if (new URL(config.url).host === 'oauth2.googleapis.com') config.url = new URL(settings.token);
    return config;
  },
});
result.account = (await account.getAccessToken()).token;
console.log(JSON.stringify(result));
