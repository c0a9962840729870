// Discovers the server with openid-client, and reads the error of a rejected secret.
import * as openid from 'openid-client';

const settings = JSON.parse(process.argv[2]);
const result = {};
for (const [name, method] of [['post', openid.ClientSecretPost], ['basic', openid.ClientSecretBasic]]) {
  const good = await openid.discovery(new URL(settings.issuer), 'web', { client_secret: 'secret' }, method('secret'));
  result[name] = (await openid.clientCredentialsGrant(good, { scope: 'mail' })).access_token;
}

const bad = await openid.discovery(new URL(settings.issuer), 'web', {}, openid.ClientSecretPost('wrong'));
try {
  await openid.clientCredentialsGrant(bad, { scope: 'mail' });
} catch (error) {
  result.error = error.error ?? error.code;
}
console.log(JSON.stringify(result));
