import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { findRoute } from './find-route.ts'
import { roles, routes } from './routes.ts'

test('the longest path that fits wins', () => {
  deepEqual(findRoute('/spa/config.json'), {
    route: { path: '/spa/config.json', exact: true, role: 'control' },
    sandboxed: false,
  })
  deepEqual(findRoute('/spa/config.jsonx'), {
    route: { path: '/spa/', folder: 'client/spa/dist' },
    sandboxed: false,
  })
})

test('a sandbox is found before the path, and in well-known addresses after their first part', () => {
  for (const [path, sandboxed] of [
    ['/authserver/~k3f9/', false],
    ['/~k3f9/authserver/', true],
    ['/%7Ek3f9/authserver/', true],
    ['/~k3f9', true],
    ['/', false],
    ['/.well-known/oauth-authorization-server/authserver/oauth2', false],
    ['/.well-known/oauth-authorization-server/~k3f9/authserver/oauth2', true],
  ] as const) {
    const found = findRoute(path)
    equal(typeof found === 'object' && found.sandboxed, sandboxed, path)
  }
})

test('a dot in a path is a dot', () => {
  equal(findRoute('/xwell-known/oauth-authorization-server/'), undefined)
})

test('each folder is found with its slash and known without it; each role has a path', () => {
  for (const { path, exact } of routes) {
    if (!exact) equal(findRoute(path.slice(0, -1)), 'slashless', path)
  }
  for (const role of roles) equal(typeof findRoute(`/${role}/`), 'object')
})
