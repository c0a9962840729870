// An OpenID provider for the integration tests: real tokens, rotation of refresh tokens with reuse detection.
// It reads its settings as one JSON document from standard input, and prints "ready" when it listens.
import https from 'node:https';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Provider from 'oidc-provider';

const settings = JSON.parse(readFileSync(0, 'utf8'));
const mail = 'https://mail.testbed.example';

// The resource of a token determines its form: a JWT, an opaque token for introspection, or a token that expires after a second.
const resources = {
  [mail]: { format: 'jwt', seconds: 3600 },
  [`${mail}/opaque`]: { format: 'opaque', seconds: 3600 },
  [`${mail}/short`]: { format: 'jwt', seconds: settings.shortLifetime ?? 1 },
  [`${mail}/opaque-short`]: { format: 'opaque', seconds: settings.shortLifetime ?? 1 },
};

const provider = new Provider(settings.issuer, {
  clients: settings.clients,
  jwks: settings.jwks,
  claims: { openid: ['sub'], email: ['email'] },
  scopes: ['openid', 'offline_access', 'email', 'mail', 'calendar'],
  cookies: { keys: ['integration tests'] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => mail,
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, resource) => {
        const { format, seconds } = resources[resource] ?? resources[mail];
        return {
          scope: 'mail calendar',
          audience: resource,
          accessTokenTTL: seconds,
          accessTokenFormat: format,
          ...(format === 'jwt' ? { jwt: { sign: { alg: 'RS256' } } } : {}),
        };
      },
    },
  },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  expiresWithSession: () => false,
  issueRefreshToken: async (ctx, client, code) => client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
  ttl: {
    AccessToken: (ctx, token) => token.resourceServer?.accessTokenTTL ?? 3600,
    ClientCredentials: (ctx, token) => token.resourceServer?.accessTokenTTL ?? 3600,
    RefreshToken: 86400,
  },
  // The token of an application is issued for the mailbox of its name, and that of a user for the user's mailbox.
  // The padding gives the token the length that a test requires.
  extraTokenClaims: (ctx, token) => {
    const padding = Number(ctx.oidc?.body?.padding ?? 0);
    return { email: token.accountId ?? `${token.clientId}@testbed.example`, ...(padding > 0 ? { padding: 'x'.repeat(padding) } : {}) };
  },
  formats: { customizers: { jwt: (ctx, token, jwt) => { jwt.header = { ...jwt.header, typ: 'JWT' }; } } },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, email: id, email_verified: true }) }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
});

// Returns the polling interval of a device code. Without it, clients poll every five seconds (RFC 8628 section 3.2).
provider.use(async (ctx, next) => {
  await next();
  if (ctx.oidc?.route === 'device_authorization' && ctx.status === 200) ctx.body.interval = 1;
});

// GET /observed returns the observed grants, for tests that count them. Refresh tokens are identified by their SHA-256 hashes.
const observed = { pending: 0, exchanged: 0, repeated: 0, refused: 0, last: null };
const presented = new Set();
provider.use(async (ctx, next) => {
  if (ctx.path === '/observed') {
    ctx.body = observed;
    return;
  }
  observed.pending++;
  try {
    await next();
  } finally {
    observed.pending--;
  }
  const { grant_type: grant, refresh_token: token } = ctx.oidc?.params ?? {};
  if (grant !== 'refresh_token' || !token) return;
  const hash = createHash('sha256').update(token).digest('hex');
  if (presented.has(hash)) observed.repeated++;
  presented.add(hash);
  if (ctx.status !== 200) observed.refused++;
  else {
    observed.exchanged++;
    observed.last = hash;
  }
});

// The user in login_hint signs in and consents at once; "deny" denies the consent.
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next();
  const { params, prompt, grantId } = await provider.interactionDetails(ctx.req, ctx.res);
  const account = params.login_hint ?? 'alice@testbed.example';
  if (account === 'deny') {
    return provider.interactionFinished(ctx.req, ctx.res, { error: 'access_denied', error_description: 'The person said no.' });
  }
  const grant = (grantId && (await provider.Grant.find(grantId))) || new provider.Grant({ accountId: account, clientId: params.client_id });
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = prompt.details;
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {})) grant.addResourceScope(resource, scopes.join(' '));
  const id = await grant.save();
  const result = { login: { accountId: account }, consent: { grantId: id } };
  return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
});

https.createServer({ cert: readFileSync(settings.certificate), key: readFileSync(settings.key) }, provider.callback())
  .listen(settings.port, '127.0.0.1', () => console.log('ready'));
