import type { ExternalRoles } from '@oauth-lab/embedded/embedded-options.ts'
import type { Passwords } from '@oauth-lab/embedded/public-passwords.ts'
import { publicPassword } from '@oauth-lab/kit/default-passwords.ts'
import { alignRows } from './command-line/table.ts'
import { style } from './command-line/style.ts'

export interface LabDescription {
  base: string
  /** Path of the root certificate; undefined for a lab without TLS. */
  root: string | undefined
  /** The folder in which an embedded lab keeps what it stores; absent for one that keeps nothing. */
  data?: string | undefined
  passwords: Passwords
  /** The issuer of an authorization server at its own address. */
  issuer?: string | undefined
  /** External programs in roles' places. */
  externalRoles?: ExternalRoles | undefined
  /** Whether it began with users and nothing else. */
  blank?: boolean | undefined
}

/** The table that `up` prints: where everything is, and who may sign in. */
export function describeLab(description: LabDescription): string {
  const { base, root, data, passwords, issuer, externalRoles = {}, blank } = description
  const own = issuer === undefined && externalRoles.authserver === undefined
  const server = own
    ? 'the authorization server'
    : `an external authorization server${issuer === undefined ? `, ${externalRoles.authserver}` : ''}`

  const addresses = [
    ['start page', `${base}/`, 'what each instance is, and what to try first'],
    ['console', `${base}/console/`, 'lessons, the flow of messages, a portal for each instance'],
    ['web page', `${base}/client/application/`, 'confidential client, authorization code'],
    ['single-page app', `${base}/spa/`, 'public client, authorization code with PKCE'],
    ['issuer', issuer ?? `${base}/authserver/oauth2`, server],
    ['resource', `${base}/resserver/protected-resources/`, 'needs my/scope'],
    ['delegated', `${base}/resserver/protected-resources-delegated/`, 'runs as a local user'],
    ['control API', `${base}/control/api/`, 'sandboxes, clock, policy, users'],
  ]
  const shown = (person: keyof Passwords) =>
    publicPassword(person, passwords[person]) ?? '(your own)'
  const people = [
    ['user', 'password', ''],
    ['superuser', shown('superuser'), `administers every instance${own ? ', and is a user' : ''}`],
    // Who signs in at an external server is that server's affair.
    ...(own ? [['developer', shown('developer'), 'a user']] : []),
  ]
  const trust =
    root === undefined
      ? `  ${style.bad('Without TLS')}: plain HTTP, on this machine only. Every recording says so.`
      : `  A browser trusts the lab once it trusts ${style.strong(root)}`
  return [
    style.strong('OAuth Lab'),
    '',
    ...alignRows(
      addresses.map(([name, url, what]) => [`  ${name}`, style.strong(url!), style.faint(what!)]),
    ),
    '',
    ...alignRows(
      people.map(([user, password, what], row) =>
        row === 0
          ? [style.faint(`  ${user}`), style.faint(password!), '']
          : [`  ${style.strong(user!)}`, style.strong(password!), style.faint(what!)],
      ),
    ),
    '',
    ...(blank
      ? [
          '  This lab is blank: users and nothing else. It is set up by hand, in this order:',
          ...['authserver', 'client', 'resserver'].map(
            (role) => `    ${style.strong(`${base}/${role}/admin/`)}`,
          ),
          `  Lesson 3 leads through it: ${style.strong(`${base}/console/lessons/web-page`)}`,
          '',
        ]
      : []),
    trust,
    ...(data === undefined ? [] : [`  What it stores is in ${style.strong(data)}`]),
    '',
  ].join('\n')
}

/** The last line of `up`; milliseconds since this process was started. */
export function readyLine(origin: string): string {
  return `ready ${origin} in ${Math.round(performance.now())} ms\n`
}
