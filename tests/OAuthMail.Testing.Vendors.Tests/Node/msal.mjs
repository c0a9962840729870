// Acquires tokens with msal-node: client secret, certificate, and device code.
import { readFileSync } from 'node:fs';
import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node';

const settings = JSON.parse(process.argv[2]);
const auth = clientId => ({
  clientId, authority: settings.authority, knownAuthorities: [new URL(settings.authority).host],
});
const scopes = ['https://outlook.office365.com/.default'];
const result = {};

const secret = new ConfidentialClientApplication({ auth: { ...auth('secret-app'), clientSecret: 'secret' } });
result.secret = (await secret.acquireTokenByClientCredential({ scopes })).accessToken;

const certificate = new ConfidentialClientApplication({
  auth: {
    ...auth('certificate-app'),
    clientCertificate: { thumbprintSha256: settings.thumbprint, privateKey: readFileSync(settings.key, 'utf8') },
  },
});
result.certificate = (await certificate.acquireTokenByClientCredential({ scopes })).accessToken;

const device = new PublicClientApplication({ auth: auth('native-app') });
const answer = await device.acquireTokenByDeviceCode({
  scopes: ['https://outlook.office.com/IMAP.AccessAsUser.All'],
  deviceCodeCallback: code => console.log('user_code ' + code.userCode),
});
result.device = answer.accessToken;
result.user = answer.account.username;
console.log(JSON.stringify(result));
