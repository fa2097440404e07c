import type { CommandRow } from './command.ts'

/** Every command of `./lab`, in the order in which the help lists them. */
export const commands: Readonly<Record<string, CommandRow>> = {
  up: { summary: 'start the lab; Ctrl-C stops it', load: () => import('../up.ts') },
  down: { summary: 'stop the lab', load: () => import('../down.ts') },
  status: {
    summary: 'say what runs, since when, and whether each role answers',
    load: () => import('../status.ts'),
  },
  logs: {
    summary: 'print the log of all roles, or of one',
    load: () => import('../logs.ts'),
  },
  token: {
    summary: 'print an access token, obtained over the wire',
    load: () => import('../token.ts'),
  },
  tokens: {
    summary: 'list the access tokens that are stored, or revoke some',
    load: () => import('../tokens.ts'),
  },
  watch: {
    summary: 'print each message as it happens',
    load: () => import('../watch.ts'),
  },
  record: {
    summary: 'print what was recorded: a diagram, a report or a HAR',
    load: () => import('../record.ts'),
  },
  explain: {
    summary: 'say what a HAR, curl command, URL or JWT means, and what in it breaks which clause',
    load: () => import('../explain.ts'),
  },
  jwt: {
    summary: 'decode a JWT, verify it by its issuer’s keys or your own, or sign one',
    load: () => import('../jwt.ts'),
  },
  keys: {
    summary: 'list or rotate the signing keys; export --only keys writes them',
    load: () => import('../keys.ts'),
  },
  totp: {
    summary: 'set a second factor for a user: secret and QR code',
    load: () => import('../totp.ts'),
  },
  clock: {
    summary: 'show the lab’s clock, or move, freeze or run it',
    load: () => import('../clock.ts'),
  },
  reset: {
    summary: 'empty the lab and make its users and clients again',
    load: () => import('../reset.ts'),
  },
  sandbox: {
    summary: 'create, list or delete sandboxes: a whole lab each',
    load: () => import('../sandbox.ts'),
  },
  lesson: {
    summary: 'list lessons, start one, or say how far it is',
    load: () => import('../lesson.ts'),
  },
  workshop: {
    summary: 'make a place for each learner of a workshop, or say how far each one is',
    load: () => import('../workshop.ts'),
  },
  snapshot: {
    summary: 'save a sandbox with all it holds in a file, or restore it from one',
    load: () => import('../snapshot.ts'),
  },
  api: {
    summary: 'call an API of the lab as its administrator',
    load: () => import('../api.ts'),
  },
  export: {
    summary: 'write configuration, clients, users and keys as YAML',
    load: () => import('../export.ts'),
  },
  import: {
    summary: 'read such a file, or one of another server; say what it changes',
    load: () => import('../import.ts'),
  },
  'postman-env': {
    summary: 'print the environment of the Postman collection for the running lab',
    load: () => import('../postman-env.ts'),
  },
  certs: {
    summary: 'show the lab’s certificates, or renew the leaf',
    load: () => import('../certs.ts'),
  },
  certificate: {
    summary: 'make a certificate by which a client authenticates in TLS',
    load: () => import('../client-certificate.ts'),
  },
  trust: {
    summary: 'say how to trust the lab’s root certificate, or do it',
    load: () => import('../trust.ts'),
  },
  doctor: {
    summary: 'look for what is wrong, and say how to fix it',
    load: () => import('../doctor.ts'),
  },
  hosts: {
    summary: 'say whether the origin’s name leads here, and add the hosts line',
    load: () => import('../hosts.ts'),
  },
  test: {
    summary: 'run the tests, all of them or some suites',
    inCheckout: true,
    load: () => import('../test.ts'),
  },
  bench: {
    summary: 'measure how fast the lab starts and answers, beside other servers',
    inCheckout: true,
    load: () => import('../bench.ts'),
  },
  conformance: {
    summary: 'run plans of the OpenID conformance suite against a lab for the purpose',
    inCheckout: true,
    load: () => import('../conformance.ts'),
  },
}
