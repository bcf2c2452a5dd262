// A real OpenID provider (node-oidc-provider, certified by the OpenID Foundation)
// for tests, on a loopback port, with the people that a test names. Its settings are
// one line of JSON on standard input; when it answers, it says so in one line of
// JSON on standard output. It ends when its standard input does, so that none
// outlives its test. Each start makes new keys, as a provider that changed them.
//
//   { port, clients: [client metadata], people: { login: { claims } }, scopes: { scope: [claim] } }
import { createServer } from 'node:http'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import Provider from 'oidc-provider'

const lines = createInterface({ input: process.stdin })
lines.once('close', () => process.exit(0))
lines.once('line', (line) => start(JSON.parse(line)))

function key() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig' }
}

function configuration({ clients, people, scopes }) {
  return {
    clients,
    claims: scopes,
    scopes: Object.keys(scopes),
    jwks: { keys: [key()] },
    cookies: { keys: [randomUUID()] },
    conformIdTokenClaims: true,
    enabledJWA: { clientAuthSigningAlgValues: ['RS512', 'RS256'], idTokenSigningAlgValues: ['RS256', 'RS512'] },
    features: { backchannelLogout: { enabled: true }, devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options), // its own dispatcher reaches nothing on this machine, where tests are
    pkce: { required: () => true },
    findAccount: (_, id) => people[id] && { accountId: id, claims: () => ({ ...people[id], sub: id }) },
  }
}

function start(settings) {
  const server = createServer()
  server.listen(settings.port, '127.0.0.1', () => {
    const issuer = `http://127.0.0.1:${server.address().port}`
    const provider = new Provider(issuer, configuration(settings))
    server.on('request', provider.callback())
    console.log(JSON.stringify({ issuer }))
  })
}
