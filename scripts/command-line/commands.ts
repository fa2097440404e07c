import type { Command, Flag } from './command.ts'

const data: Flag = {
  value: 'DIR',
  description: 'the folder of the lab, .lab in the project unless told',
}
const sandbox: Flag = { value: 'ID', description: 'in this sandbox instead of the default one' }

/** Every command of `./lab`, in the order in which the help lists them. */
export const commands: readonly Command[] = [
  {
    name: 'up',
    summary: 'start the lab; Ctrl-C stops it',
    usage: '',
    takes: [0, 0],
    flags: {
      detach: { description: 'in the background; ./lab down stops it' },
      docker: { description: 'in containers, as docker compose up does; ./lab down stops it' },
      port: {
        value: 'PORT',
        description: 'listen here instead of 8443 (0: any), or 443 with --docker (LAB_PORT)',
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
      bind: {
        value: 'ADDRESS',
        description: 'with --docker: publish on this address instead of 127.0.0.1 (LAB_BIND)',
      },
      project: {
        value: 'NAME',
        description: 'with --docker: the Compose project, oauth-lab unless told',
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
      memory: { description: 'keep nothing: users, clients and tokens end with the lab' },
      hooks: { value: 'FILE', description: 'a module that customizes the authorization server' },
      config: {
        value: 'FILE',
        description: 'JSON with the configuration that sandboxes begin with',
      },
    },
    load: () => import('../up.ts'),
  },
  {
    name: 'down',
    summary: 'stop the lab',
    usage: '',
    takes: [0, 0],
    flags: {
      volumes: { description: 'of the lab in containers: forget its data too' },
      data,
    },
    load: () => import('../down.ts'),
  },
  {
    name: 'status',
    summary: 'say what runs, since when, and whether each role answers',
    usage: '',
    takes: [0, 0],
    flags: { json: { description: 'as JSON' }, data },
    load: () => import('../status.ts'),
  },
  {
    name: 'logs',
    summary: 'print the log of all roles, or of one',
    usage: '[role]',
    takes: [0, 1],
    words: ['webserver', 'gateway', 'bootstrap', 'authserver', 'resserver', 'client', 'control'],
    flags: {
      follow: { description: 'go on with what comes; Ctrl-C ends it' },
      json: { description: 'the lines as they are kept' },
      data,
    },
    load: () => import('../logs.ts'),
  },
  {
    name: 'token',
    summary: 'print an access token, obtained over the wire',
    usage: '',
    takes: [0, 0],
    flags: {
      client: { value: 'NAME-OR-ID', description: 'postman unless told; cli with --user' },
      scope: { value: 'SCOPE', description: 'my/scope unless told; several in quotes' },
      user: { value: 'USER', description: 'sign this user in by the code flow, without a browser' },
      totp: { value: 'CODE', description: 'the code of the user’s second factor' },
      decode: { description: 'print header and payload below the token' },
      sandbox,
      data,
    },
    load: () => import('../token.ts'),
  },
  {
    name: 'totp',
    summary: 'set a second factor for a user: secret and QR code',
    usage: '<user>',
    takes: [1, 1],
    flags: { remove: { description: 'take the second factor away' }, sandbox, data },
    load: () => import('../totp.ts'),
  },
  {
    name: 'clock',
    summary: 'show the lab’s clock, or move, freeze or run it',
    usage: '[+1h|freeze|run|ISO-TIME]',
    takes: [0, 1],
    flags: {
      role: { value: 'ROLE', description: 'of this role alone: authserver, resserver or client' },
      sandbox,
      data,
    },
    load: () => import('../clock.ts'),
  },
  {
    name: 'reset',
    summary: 'empty the lab and make its users and clients again',
    usage: '',
    takes: [0, 0],
    flags: { sandbox, data },
    load: () => import('../reset.ts'),
  },
  {
    name: 'sandbox',
    summary: 'create, list or delete sandboxes: a whole lab each',
    usage: 'create | list | delete <id>',
    takes: [1, 2],
    words: ['create', 'list', 'delete'],
    flags: {
      id: { value: 'ID', description: 'create: 4 to 12 characters of a-z, 0-9 and -' },
      lifetime: { value: 'TIME', description: 'create: for example 30m, 8h or 7d; 1h unless told' },
      seed: { value: 'SEED', description: 'create: makes ids and secrets repeatable' },
      data,
    },
    load: () => import('../sandbox.ts'),
  },
  {
    name: 'postman-env',
    summary: 'print the environment of the Postman collection for the running lab',
    usage: '',
    takes: [0, 0],
    flags: {
      out: { value: 'FILE', description: 'into this file, for its owner only' },
      sandbox,
      data,
    },
    load: () => import('../postman-env.ts'),
  },
  {
    name: 'certs',
    summary: 'show the lab’s certificates, or renew the leaf',
    usage: '[renew]',
    takes: [0, 1],
    words: ['renew'],
    flags: { data },
    load: () => import('../certs.ts'),
  },
  {
    name: 'trust',
    summary: 'say how to trust the lab’s root certificate, or do it',
    usage: '',
    takes: [0, 0],
    flags: {
      install: { description: 'in this system and in this user’s browsers, as far as it may' },
      uninstall: { description: 'take it away again' },
      browsers: { description: 'with these two: in browsers only' },
      env: { description: 'print what a shell sets: eval "$(./lab trust --env)"' },
      data,
    },
    load: () => import('../trust.ts'),
  },
  {
    name: 'doctor',
    summary: 'look for what is wrong, and say how to fix it',
    usage: '',
    takes: [0, 0],
    flags: {
      url: { value: 'ISSUER', description: 'look at this server instead of the lab' },
      ca: { value: 'FILE', description: 'the CA of that server, PEM' },
      json: { description: 'as JSON' },
      data,
    },
    load: () => import('../doctor.ts'),
  },
  {
    name: 'hosts',
    summary: 'say whether the origin’s name leads here, and add the hosts line',
    usage: '[name]',
    takes: [0, 1],
    flags: {
      add: { description: 'add the line to the hosts file, if it is not there' },
      remove: { description: 'take the lab’s line away again' },
      file: { value: 'FILE', description: 'another hosts file than the system’s' },
      data,
    },
    load: () => import('../hosts.ts'),
  },
  {
    name: 'test',
    summary: 'run the tests, all of them or some suites',
    usage: '[suite…]',
    takes: [0, Infinity],
    flags: {},
    load: () => import('../test.ts'),
  },
  {
    name: 'bench',
    summary: 'measure how fast the lab starts and answers, beside other servers',
    usage: 'start | rates',
    takes: [1, 2],
    words: ['start', 'rates'],
    flags: {
      json: { value: 'FILE', description: 'write the figures there too' },
      quick: { description: 'fewer and shorter runs: to see that it works' },
      only: { value: 'PATTERN', description: 'rows that this regular expression fits' },
    },
    load: () => import('../bench.ts'),
  },
]
