import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createRewrite } from './rewrite-addresses.ts'

const at = (origin: string, prefix = '') => ({ origin, base: origin + prefix })
const lab = 'https://localhost:8443'

test('the addresses of a default sandbox become those of another one, in texts and in JSON', () => {
  const { rewrite } = createRewrite(at(lab), at(lab, '/~copy'))
  equal(rewrite(`${lab}/authserver/oauth2`), `${lab}/~copy/authserver/oauth2`)
  equal(
    rewrite(JSON.stringify({ uris: [`${lab}/spa/`, `${lab}/spa/callback.html?a#b`] })),
    JSON.stringify({ uris: [`${lab}/~copy/spa/`, `${lab}/~copy/spa/callback.html?a#b`] }),
  )
  equal(rewrite(`${lab}/a ${lab}/b`), `${lab}/~copy/a ${lab}/~copy/b`)
})

test('the addresses of a sandbox become those of a default one', () => {
  const { rewrite } = createRewrite(at(lab, '/~copy'), at('https://webserver'))
  equal(rewrite(`${lab}/~copy/client/`), 'https://webserver/client/')
})

test('an origin stays an origin, as of CORS', () => {
  const { rewrite } = createRewrite(at(lab, '/~copy'), at('https://webserver', '/~other'))
  equal(rewrite(JSON.stringify([lab])), '["https://webserver"]')
  equal(rewrite(lab), 'https://webserver')
})

test('what only begins like an address of the sandbox stays', () => {
  const whole = createRewrite(at(lab), at('https://webserver'))
  const others = [`${lab}3/a`, `${lab}/~copy/a`, 'https://localhost/a', 'http://localhost:8443/a']
  deepEqual(others.map(whole.rewrite), others)
  const part = createRewrite(at(lab, '/~copy'), at('https://webserver'))
  const around = [`${lab}/~copy2/a`, `${lab}/~cop/a`, `${lab}/spa/`]
  deepEqual(around.map(part.rewrite), around)
  const host = createRewrite(at('https://webserver'), at(lab))
  const hosts = ['https://webserver:8443/a', 'https://webserver.example/a']
  deepEqual(hosts.map(host.rewrite), hosts)
})

test('an address of the former lab is known from one that begins like it', () => {
  const { names } = createRewrite(at('https://webserver'), at(lab))
  equal(names('see https://webserver/~other/'), true)
  equal(names('see https://webserver:8443/'), false)
})

test('at the same address nothing is rewritten', () => {
  const { rewrite } = createRewrite(at(lab), at(lab))
  equal(rewrite(`${lab}/a`), `${lab}/a`)
})
