import type { Given } from './command-line/command.ts'
import { data } from './command-line/flags.ts'

/** What `./lab up` may be told. */
export const upFlags = {
  detach: { description: 'in the background; ./lab down stops it' },
  docker: { description: 'in containers, as docker compose up does; ./lab down stops it' },
  port: {
    value: 'PORT',
    description: 'listen here instead of 8443 (0: any); with --docker instead of 443 (LAB_PORT)',
    read: readPort,
  },
  'mtls-port': {
    value: 'PORT',
    description:
      'listen here, too, where clients may show a certificate: mutual TLS (0: any); with --docker LAB_MTLS_PORT',
    read: readPort,
  },
  origin: {
    value: 'URL',
    description: 'the public origin, https://localhost:PORT unless told',
  },
  host: {
    value: 'ADDRESS',
    description:
      'listen on this address instead of loopback; wants LAB_ADMIN_PASSWORD and LAB_DEVELOPER_PASSWORD',
  },
  http: {
    description:
      'plain HTTP, on loopback alone: for applications that can’t be given the lab’s root certificate',
  },
  bind: {
    value: 'ADDRESS',
    description: 'with --docker: publish on this address instead of 127.0.0.1 (LAB_BIND)',
  },
  project: {
    value: 'NAME',
    description: 'with --docker: the Compose project, named like the checkout’s folder unless told',
  },
  issuer: {
    value: 'URL',
    description: 'an authorization server at its own address, by discovery (LAB_ISSUER)',
  },
  'issuer-ca': {
    value: 'FILE',
    description:
      'the CA of its certificate, PEM (LAB_ISSUER_CA_FILE); public ones are trusted anyway',
  },
  'authserver-url': {
    value: 'URL',
    description: 'an external program as authorization server (LAB_AUTHSERVER_URL)',
  },
  'resserver-url': {
    value: 'URL',
    description: 'an external program as resource server (LAB_RESSERVER_URL)',
  },
  'client-url': {
    value: 'URL',
    description: 'an external program as web client (LAB_CLIENT_URL)',
  },
  data,
  memory: {
    description: 'users, clients and tokens end with the lab; certificates and log stay',
  },
  blank: {
    description:
      'users and nothing else: no server definition, no clients, after each reset too (LAB_BLANK=on)',
  },
  hooks: { value: 'FILE', description: 'a module that customizes the authorization server' },
  'edit-hooks': {
    description:
      'administrators may write hooks for a sandbox in the console: code that runs in the lab; on loopback alone',
  },
  config: {
    value: 'FILE',
    description:
      'YAML or JSON with the configuration, clients, users and keys that sandboxes begin with',
  },
} as const

export type UpFlags = Given<typeof upFlags>

function readPort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port < 65_536) return port
  throw new Error(`takes a number from 0 to 65535, not ${text}`)
}
