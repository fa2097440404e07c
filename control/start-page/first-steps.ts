import { createHash } from 'node:crypto'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Content } from '@oauth-lab/kit/pages/html.ts'
import type { StartModel } from './start-model.ts'

/** Something to try: a link, and what comes of it. */
export interface FirstStep {
  text: string
  href: string
  outcome: Content
}

/** What a newcomer tries first. */
export function firstSteps({
  sandbox,
  people,
  administrator,
  spaClientId,
}: StartModel): FirstStep[] {
  const { prefix, base } = sandbox
  const person = people.find(({ username }) => username !== administrator) ?? people[0]
  const use =
    person?.password !== undefined &&
    markup`Use <code>${person.username}</code> and <code>${person.password}</code>. `
  return [
    {
      text: 'Sign in to Simple Web Page',
      href: `${prefix}/client/application/`,
      outcome: markup`${use}You come back with tokens, and see what each of them says.`,
    },
    ...(spaClientId === undefined
      ? []
      : [
          {
            text: 'Break one thing',
            href: brokenRequest(base, spaClientId),
            outcome: 'One letter of the redirect URI is missing. See who refuses, and why.',
          },
        ]),
    {
      text: 'Do it without a secret',
      href: `${prefix}/spa/`,
      outcome: 'The single-page application holds none. See what takes its place.',
    },
    {
      text: 'Do it without a person',
      href: `${prefix}/client/application/machine`,
      outcome: 'The client asks in its own name, and keeps the token until it ends.',
    },
  ]
}

/** An authorization request that is right but for one letter of its redirect URI (RFC 6749 §4.1.1). */
function brokenRequest(base: string, clientId: string): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: `${base}/spa/calback.html`,
    scope: 'openid',
    code_challenge: createHash('sha256').update(clientId).digest('base64url'),
    code_challenge_method: 'S256',
  })
  return `${base}/authserver/oauth2/authorize?${query}`
}
