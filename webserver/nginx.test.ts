import { deepEqual, equal, match, ok, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { untrustedHeaders } from './forwarded-headers.ts'
import { nginxFiles } from './nginx.ts'
import { roles, routes } from './routes.ts'
import type { Upstream, Upstreams } from './upstreams.ts'

const lab = Object.fromEntries(
  roles.map((role): [string, Upstream] => [role, { url: `http://${role}:3000`, external: false }]),
) as Upstreams

function filesFor(upstreams: Partial<Upstreams> = {}, root?: string) {
  return nginxFiles({
    origin: 'https://webserver:8443',
    names: ['webserver', '::1'],
    upstreams: { ...lab, ...upstreams },
    ...(root !== undefined && { root }),
  })
}

const configuration = (upstreams?: Partial<Upstreams>) =>
  filesFor(upstreams, 'a root')['nginx.conf']!

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
  // The server's, and those of the two locations of the external program.
  equal(
    counts.every((count) => count === 3),
    true,
  )
})

test('containers are found by name again and again, the host by its fixed address', () => {
  const text = configuration({
    authserver: { url: 'https://as.example', external: true },
    resserver: { url: 'http://127.0.0.1:4000', external: true },
    client: { url: 'http://[fd00::1]:5000', external: true },
  })
  match(text, /server control:3000 resolve /)
  match(text, /server as\.example:443 resolve /)
  match(text, /server host\.docker\.internal:4000 max_fails/)
  match(text, /server \[fd00::1\]:5000 max_fails/)
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

test('an external program over HTTPS is verified, and without the root nothing is made', () => {
  const authserver = { url: 'https://127.0.0.1:4000', external: true }
  const files = filesFor({ authserver }, 'a root')
  match(files['nginx.conf']!, /proxy_ssl_name localhost;[^}]*proxy_ssl_verify on;/)
  match(files['roots.crt']!, /^a root\n-----BEGIN CERTIFICATE-----/)
  equal(filesFor()['roots.crt'], undefined)
  throws(() => filesFor({ authserver }), /needs the root of the lab/)
})

test('every file that an error leads to is there, and JSON is JSON', () => {
  const files = filesFor({ client: { url: 'http://localhost:4000', external: true } })
  for (const [, name = ''] of files['nginx.conf']!.matchAll(/\/-errors\/([\w-]+\.json);/g)) {
    ok(JSON.parse(files[`errors/${name}`]!), name)
  }
  for (const role of roles) {
    for (const status of [502, 504]) {
      ok(JSON.parse(files[`errors/${status}-${role}.json`]!))
      match(files[`errors/${status}-${role}.html`]!, /^<!doctype html>/)
    }
  }
})
