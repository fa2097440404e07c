import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { transferLimit } from '@oauth-lab/kit/admin/transfer-limit.ts'
import { snapshotLimit } from '@oauth-lab/kit/snapshot/snapshot-limit.ts'
import { untrustedHeaders } from './forwarded-headers.ts'
import { nginxFiles } from './nginx.ts'
import { roles, routes } from './routes.ts'
import type { Upstream, Upstreams } from './upstreams.ts'

const lab = Object.fromEntries(
  roles.map((role): [string, Upstream] => [role, { url: `http://${role}:3000`, external: false }]),
) as Upstreams

function filesFor(upstreams: Partial<Upstreams> = {}) {
  return nginxFiles({
    origin: 'https://webserver:8443',
    names: ['webserver', '::1'],
    upstreams: { ...lab, ...upstreams },
  })
}

const configuration = (upstreams?: Partial<Upstreams>) => filesFor(upstreams)['nginx.conf']!

test('every row of the route table has its location, sent on whole', () => {
  const text = configuration()
  for (const route of routes) {
    const target =
      'role' in route ? `proxy_pass http://${route.role};` : `root /lab/${route.folder};`
    ok(text.includes(target), route.path)
  }
  // With a path behind the name nginx would rewrite the request's.
  deepEqual(text.match(/proxy_pass [^;]*(?<!\/)\/[^/;]+\/[^;]*;/g), null)
})

test('no location sets forwarded headers in part: one that sets any sets all', () => {
  const text = configuration({ resserver: { url: 'http://localhost:4000', external: true } })
  const counts = ['Host', 'X-Forwarded-For', 'X-Request-Id', ...untrustedHeaders].map(
    (name) => text.split(`proxy_set_header ${name} `).length - 1,
  )
  equal(
    counts.every((count) => count === 1),
    true,
  )
})

test('containers are found by name again and again', () => {
  match(configuration(), /server control:3000 resolve /)
})

test('control hands on to an external program, whose address nginx does not know', () => {
  const text = configuration({ resserver: { url: 'http://127.0.0.1:4000', external: true } })
  match(text, /\/resserver\/" \{\s+set \$role control;\s+proxy_pass http:\/\/control;/)
  equal(/127\.0\.0\.1:4000|upstream resserver/.test(text), false)
})

test('beside an issuer at its own address nothing is mounted at /authserver, and the application may ask it', () => {
  const issuer = 'https://as.example/realms/demo'
  const files = nginxFiles({
    origin: 'https://webserver:8443',
    names: ['webserver'],
    upstreams: lab,
    issuer,
  })
  const text = files['nginx.conf']!
  equal(text.includes('proxy_pass http://authserver;'), false)
  match(text, /\/authserver\/" \{\s+error_page 404 \/-errors\/elsewhere\.json;\s+return 404;/)
  ok(files['errors/elsewhere.json']!.includes(issuer))
  match(text, /connect-src 'self' https:/)
  equal(configuration().includes('connect-src'), false)
})

test('a certificate is handed on at the port for it alone, where no session is resumed', () => {
  const text = nginxFiles({
    origin: 'https://webserver:8443',
    mtlsOrigin: 'https://webserver:8444',
    names: ['webserver'],
    upstreams: lab,
  })['nginx.conf']!
  const [usual, certified] = text.split(/^ {2}server \{$/m).slice(-2) as [string, string]
  match(usual, /listen 8443 ssl[^]*proxy_set_header Client-Cert "";/)
  equal(/ssl_verify_client/.test(usual), false)
  match(certified, /listen 8444 ssl[^]*ssl_verify_client optional_no_ca;/)
  match(
    certified,
    /ssl_session_cache off;[^]*proxy_set_header Client-Cert \$ssl_client_escaped_cert;/,
  )
  match(certified, /proxy_set_header Host webserver:8444;/)
})

test('every file that an error leads to is there, and JSON is JSON', () => {
  const files = filesFor({ client: { url: 'http://localhost:4000', external: true } })
  for (const [, name = ''] of files['nginx.conf']!.matchAll(/\/-errors\/([\w-]+\.json);/g)) {
    ok(JSON.parse(files[`errors/${name}`]!), name)
  }
  for (const role of roles) {
    if (role === 'client') continue
    for (const status of [502, 504]) {
      ok(JSON.parse(files[`errors/${status}-${role}.json`]!))
      match(files[`errors/${status}-${role}.html`]!, /^<!doctype html>/)
    }
  }
})

test('a snapshot and a file to import may be larger than other bodies; an external program decides by itself', () => {
  equal(transferLimit, snapshotLimit)
  const limited = (text: string) => text.split(`client_max_body_size ${snapshotLimit};`).length - 1
  equal(limited(configuration()), 8)
  equal(limited(configuration({ client: { url: 'http://localhost:4000', external: true } })), 6)
})
