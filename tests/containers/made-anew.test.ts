import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { docker, nothingSet } from './support/compose-lab.ts'

const people = ['authserver', 'bootstrap', 'control']
const own = ['bootstrap', 'control', 'webserver']

/** What a person sets, and the services that have to know of it. */
const settings: [variable: string, value: string, services: string[]][] = [
  ['LAB_ADMIN_PASSWORD_FILE', './secrets/admin', [...people, 'client', 'resserver']],
  ['LAB_DEVELOPER_PASSWORD_FILE', './secrets/developer', people],
  ['LAB_CLIENT_SECRET_FILE', './secrets/client', ['client']],
  ['LAB_RESSERVER_CLIENT_SECRET_FILE', './secrets/resserver', ['resserver']],
  ['LAB_DEVELOPER_PASSWORD', 'a password of my own', people],
  ['LAB_CLIENT_ID', 'an id of my own', ['client']],
  ['LAB_SPA_CLIENT_ID', 'an id of my own', ['control']],
  ['LAB_RESSERVER_URL', 'http://host.docker.internal:4000', own],
  ['LAB_ISSUER', 'https://as.example', ['client', 'resserver', ...own]],
  ['LAB_ISSUER_CA_FILE', './secrets/issuer-ca.crt', ['client', 'control', 'resserver']],
  ['LAB_BIND', '127.0.0.2', ['bootstrap', 'webserver']],
]

for (const [variable, value, services] of settings) {
  test(`docker compose up after a change of ${variable} makes anew what reads it`, async () => {
    const [before, after] = [await hashes({}), await hashes({ [variable]: value })]
    const changed = Object.keys(before).filter((service) => before[service] !== after[service])
    deepEqual(changed.toSorted(), services.toSorted())
  })
}

/** By these Compose knows whether a container is what its file says. */
async function hashes(set: Record<string, string>): Promise<Record<string, string>> {
  const config = ['compose', '--env-file', '/dev/null', 'config', '--hash', '*']
  const { output } = await docker(config, { ...nothingSet, ...set })
  const lines = output.trim().split('\n')
  return Object.fromEntries(lines.map((line) => line.split(' ') as [string, string]))
}
