import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { address } from '@oauth-lab/kit/pages/text.ts'
import { asks, hiddenFields, interactionPage } from './frame.ts'
import type { AskingClient, Form, Interaction } from './frame.ts'
import { hookNotice } from './hook-notice.ts'

/** A scope as the consent page asks for it. */
export interface AskedScope {
  name: string
  /** What the server's configuration says of it. */
  description: string
  /** The application has no use without it: it is locked, and granted with the others. */
  needed: boolean
  /** Told by the authorization server itself, or allowed at the resource server. */
  group: 'you' | 'resource'
  checked: boolean
}

/** Where the answer goes: to a redirect URI, or to the device that shows a code. */
export type Answered =
  | {
      redirectUri: string
      /** What the authorization endpoint itself answers with. */
      sends: readonly ('code' | 'id_token' | 'token')[]
      /** Seconds. */
      codeLifetime: number
    }
  | { userCode: string }

export interface ConsentModel extends Interaction, Form {
  client: AskingClient
  user: { name: string }
  scopes: readonly AskedScope[]
  /** Claims that are asked for by name, and what the user would tell; undefined where there is nothing. */
  claims: readonly { name: string; value: string | undefined }[]
  /** The resource that the scopes are for (RFC 8707). */
  resource: string
  answered: Answered
  /** Where users see and end what they allowed. */
  accountHref: string
  /** Where someone else may sign in instead. */
  otherUserHref?: string | undefined
  /** Inner HTML from the hook `displayPermissions`, trusted as the hook is. */
  notice?: string | undefined
}

/** What the standard scopes stand for (OpenID Connect Core §5.4, §11). */
const notes: Readonly<Record<string, string>> = {
  openid: 'An identifier that stands for you, and when you signed in.',
  profile: 'Name, nickname, birthday, picture and the like.',
  email: 'The address, and whether it was verified.',
  address: 'Street, town and country.',
  phone: 'The number, and whether it was verified.',
  offline_access:
    'A refresh token: new access tokens without asking you again, until you or the server end it.',
}

/** The consent page (OpenID Connect Core §3.1.2.4): each scope is listed, optional ones can be unticked. */
export function consentPage(pages: Pages, model: ConsentModel): string {
  const { client, user, otherUserHref } = model
  const other =
    otherUserHref !== undefined && markup` <a href="${otherUserHref}">Not ${user.name}?</a>`
  const optional = model.claims.length > 0 || model.scopes.some(({ needed }) => !needed)
  const untick = optional ? ' Untick what it need not have.' : ''
  const group = (name: AskedScope['group']) =>
    model.scopes
      .map((scope, i) => ({ ...scope, field: 'scope', id: `scope-${i}`, note: notes[scope.name] }))
      .filter((scope) => scope.group === name)
  return pages.render('consent', {
    ...model,
    page: interactionPage(model, `Allow ${client.name}?`, true),
    scale: scale('Consent'),
    notice: hookNotice(model.notice),
    asks: asks(client, markup`asks to act for <strong>${user.name}</strong>.${untick}${other}`),
    hidden: hiddenFields(model),
    groups: [
      {
        role: 'authserver',
        legend: 'About you, from the authorization server',
        scopes: group('you'),
      },
      {
        role: 'authserver',
        legend: 'Asked for by name',
        scopes: model.claims.map(({ name, value }, i) => ({
          name,
          field: 'claim',
          id: `claim-${i}`,
          description: name,
          note: value ?? 'The server does not know it of you.',
          needed: false,
          checked: true,
        })),
      },
      { role: 'resserver', legend: 'At the resource server', scopes: group('resource') },
    ].filter(({ scopes }) => scopes.length > 0),
    facts: [
      { name: 'client_id', value: address(client.id) },
      { name: 'resource', value: address(model.resource) },
      ...(client.about ?? []).map(({ name, href }) => ({
        name: `its ${name}`,
        value: markup`<a href="${href}" rel="noreferrer">${address(href)}</a>`,
      })),
    ],
    ...answersOf(model.answered),
  })
}

/** What each answer sends, on which way, and by which clauses. */
function answersOf(answered: Answered) {
  if ('userCode' in answered) {
    return {
      userCode: answered.userCode,
      route: {
        from: 'authserver',
        to: 'client',
        channel: 'back',
        kind: 'answer',
        note: 'Token response',
      },
      answers: [
        { name: 'Allow', value: 'tokens, when the device asks next' },
        { name: 'Deny', value: 'error=access_denied, when the device asks next' },
      ],
      clause: 'RFC 8628 §3.3; RFC 8628 §3.5; RFC 8628 §5.4',
    }
  }
  return {
    route: {
      from: 'authserver',
      to: 'browser',
      channel: 'front',
      kind: 'answer',
      note: 'Authorization response',
    },
    answers: [
      {
        name: 'Allow',
        value: answered.sends.map((part) => sent(part, answered)).join(', ') || 'nothing',
      },
      { name: 'Deny', value: 'error=access_denied' },
      { name: 'to, in both cases', value: address(answered.redirectUri) },
    ],
    clause: 'RFC 6749 §4.1.2; RFC 6749 §4.1.2.1; OpenID Connect Core §3.1.2.4',
  }
}

type Part = Extract<Answered, { redirectUri: string }>['sends'][number]

function sent(part: Part, { codeLifetime }: { codeLifetime: number }): string {
  if (part === 'code') return `code, good for ${codeLifetime} seconds and for one use`
  return part === 'token' ? 'the access token itself' : 'an ID token'
}
