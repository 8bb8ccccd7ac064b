// A certified OpenID provider, whose keys a test publishes, uses and withdraws, and whose opaque
// tokens it revokes and introspects.
//
// `node provider.mjs PORT KEYS`: port 0 stands for a free one. The file KEYS is created if it is
// missing. A provider that is started again with the same file has the same keys.
//
// `POST /control?published=k1,k2&signing=k2&maxAge=60&later=0` changes the state. `later` sets the
// provider's clock forward, in seconds. The response is the state, with the number of requests for
// the keys, and of introspections.
//
// With `REDIRECT_URI` in the environment, users log in on its pages, for the client `web`, and for
// clients that register themselves. The pages accept each password.
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import Provider, { errors } from 'oidc-provider';

const [port, file] = process.argv.slice(2);
const resource = 'https://api.example';
const state = {
  published: 'k1', signing: 'k1', maxAge: 60, later: 0, fetches: 0, introspections: 0,
};
const now = Date.now;
Date.now = () => now() + state.later * 1000;
// The users, their passwords and scopes.
const users = {
  alice: { password: 'wonderland', scope: 'posts:read posts:write', roles: ['editor'] },
  bob: { password: 'builder', scope: 'posts:read', roles: ['reader'] },
};

if (!existsSync(file)) {
  const keys = ['k1', 'k2', 'k3'].map((kid) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
  });
  writeFileSync(file, JSON.stringify({ keys }), { mode: 0o600 });
}

const server = createServer();
await new Promise((listening) => server.listen(Number(port), '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

// Tokens of RFC 9068 for each resource, except for one that gets opaque ones.
const resourceServer = (audience) => ({
  audience,
  scope: 'posts:read posts:write notes:read notes:write',
  accessTokenTTL: 600,
  accessTokenFormat: audience.endsWith('/opaque') ? 'opaque' : 'jwt',
  jwt: { sign: { alg: 'RS256', kid: state.signing } },
});

const redirect = process.env.REDIRECT_URI;
const web = redirect ? [{ client_id: 'web', client_secret: 'web-secret', redirect_uris: [redirect] }] : [];

const provider = new Provider(issuer, {
  clients: [...web, {
    client_id: 'service',
    client_secret: 'service-secret',
    grant_types: ['client_credentials', 'password'],
    redirect_uris: [],
    response_types: [],
  }],
  jwks: JSON.parse(readFileSync(file, 'utf8')),
  scopes: ['openid', 'posts:read', 'posts:write', 'notes:read', 'notes:write'],
  ttl: { AccessToken: 600, ClientCredentials: 600, IdToken: 600, RefreshToken: 600 },
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true, allowedPolicy: () => true },
    devInteractions: { enabled: Boolean(redirect) },
    registration: { enabled: Boolean(redirect) },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      getResourceServerInfo: (_ctx, audience) => resourceServer(audience),
    },
  },
  // Clients that register themselves name the grant, which exists with a function for it only.
  issueRefreshToken: () => false,
  findAccount: (_ctx, sub) => users[sub] && { accountId: sub, claims: () => ({ sub }) },
  extraTokenClaims: (_ctx, token) => users[token.accountId] && { roles: users[token.accountId].roles },
});

// A user's password for an access token, a refresh token and an ID token.
provider.registerGrantType('password', async (ctx) => {
  const { client, params: { username, password, resource: audience = resource } } = ctx.oidc;
  if (!Object.hasOwn(users, username) || users[username].password !== password) {
    throw new errors.InvalidGrant('invalid credentials');
  }
  const { scope } = users[username];
  const token = new provider.AccessToken({ accountId: username, client, gty: 'password', scope });
  token.resourceServer = new provider.ResourceServer(audience, resourceServer(audience));
  const accessToken = await token.save();
  const refreshToken = new provider.RefreshToken({ accountId: username, client, gty: 'password', scope });
  const idToken = new provider.IdToken({ sub: username }, { ctx });
  idToken.scope = 'openid';
  idToken.set('at_hash', accessToken);
  ctx.body = {
    access_token: accessToken,
    refresh_token: await refreshToken.save(),
    id_token: await idToken.issue({ use: 'idtoken' }),
    token_type: 'Bearer',
    expires_in: token.expiration,
    scope,
  };
}, ['username', 'password', 'resource']);

provider.use(async (ctx, next) => {
  if (ctx.path === '/control') {
    Object.assign(state, ctx.query);
    ctx.body = state;
    return;
  }
  if (ctx.path === '/token/introspection') state.introspections += 1;
  await next();
  if (ctx.path === '/jwks') {
    state.fetches += 1;
    const published = state.published.split(',');
    ctx.body = { keys: ctx.body.keys.filter(({ kid }) => published.includes(kid)) };
    ctx.set('Cache-Control', `max-age=${state.maxAge}`);
  }
});

server.on('request', provider.callback());
console.log(`Listening on ${issuer}`);
