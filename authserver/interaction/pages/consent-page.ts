import type { DescribedMember } from '../../authorization-details/describe.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { keyValues } from '@oauth-lab/kit/pages/parts.ts'
import type { KeyValue } from '@oauth-lab/kit/pages/parts.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { address } from '@oauth-lab/kit/pages/text.ts'
import type { DeliveryMode } from '../../backchannel/delivery-modes.ts'
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

/** Where the answer goes: to a redirect URI, to the device that shows a code, or to the client on a way of its own. */
export type Answered =
  | {
      redirectUri: string
      /** What the authorization endpoint itself answers with. */
      sends: readonly ('code' | 'id_token' | 'token')[]
      /** Seconds. */
      codeLifetime: number
    }
  | { userCode: string }
  | { mode: DeliveryMode; bindingMessage: string | undefined }

/** An authorization detail as the consent page asks for it. */
export interface AskedDetail {
  type: string
  /** What the server's configuration says of the type. */
  description: string
  members: readonly DescribedMember[]
}

export interface ConsentModel extends Interaction, Form {
  client: AskingClient
  user: { name: string }
  scopes: readonly AskedScope[]
  /** Claims that are asked for by name, and what the user would tell; undefined where there is nothing. */
  claims: readonly { name: string; value: string | undefined }[]
  /** What is asked for in detail (RFC 9396 §3). */
  details: readonly AskedDetail[]
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
  const optional =
    model.claims.length + model.details.length > 0 || model.scopes.some(({ needed }) => !needed)
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
      {
        role: 'resserver',
        legend: 'In detail',
        scopes: model.details.map(({ type, description, members }, i) => ({
          name: type,
          field: 'detail',
          value: String(i),
          id: `detail-${i}`,
          description,
          members: members.length > 0 && keyValues(members.map(rowOf)),
          needed: false,
          checked: true,
        })),
      },
    ].filter(({ scopes }) => scopes.length > 0),
    facts: [
      { name: 'client_id', value: address(client.id) },
      ...model.resource.split(' ').map((one) => ({ name: 'resource', value: address(one) })),
      ...(client.about ?? []).map(({ name, href }) => ({
        name: `its ${name}`,
        value: markup`<a href="${href}" rel="noreferrer">${address(href)}</a>`,
      })),
    ],
    ...answersOf(model.answered),
  })
}

function rowOf({ path, title, values }: DescribedMember): KeyValue {
  const value = markup`${values.map((one, i) => (i === 0 ? one : markup`<br>${one}`))}`
  const where = markup`${path.split(/(?<=\.)/).map((part, i) => (i === 0 ? part : markup`<wbr>${part}`))}`
  return { name: where, value, ...(title !== undefined && { mean: title }) }
}

/** What each answer sends, on which way, and by which clauses. */
function answersOf(answered: Answered) {
  if ('userCode' in answered) {
    return {
      compare: {
        asks: 'Does your device show this code?',
        shown: answered.userCode,
        hint: 'Deny if you did not begin this yourself: whoever sent you the code would get in as you.',
      },
      route: back('Token response'),
      answers: [
        { name: 'Allow', value: 'tokens, when the device asks next' },
        { name: 'Deny', value: 'error=access_denied, when the device asks next' },
      ],
      clause: 'RFC 8628 §3.3; RFC 8628 §3.5; RFC 8628 §5.4',
    }
  }
  if ('mode' in answered) {
    const { note, tokens, denied } = deliveries[answered.mode]
    return {
      compare: answered.bindingMessage !== undefined && {
        asks: 'Do you see the same words where this began?',
        shown: answered.bindingMessage,
        hint: 'Deny if you see others, or none: somebody else may have begun this in your name.',
      },
      route: back(note),
      answers: [
        { name: 'Allow', value: tokens },
        { name: 'Deny', value: denied },
      ],
      clause: 'CIBA Core §5; CIBA Core §8',
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

function back(note: string) {
  return { from: 'authserver', to: 'client', channel: 'back', kind: 'answer', note }
}

/** What the client gets, and on which message of the server's or answer to its own. */
const deliveries = {
  poll: {
    note: 'Token response',
    tokens: 'tokens, when the client asks next',
    denied: 'error=access_denied, when the client asks next',
  },
  ping: {
    note: 'Notification',
    tokens: 'a note that the user has answered; tokens, when the client asks then',
    denied: 'the same note; error=access_denied, when the client asks then',
  },
  push: {
    note: 'Notification',
    tokens: 'the tokens themselves, at the address that the client registered',
    denied: 'error=access_denied, at the same address',
  },
} as const satisfies Record<DeliveryMode, object>

type Part = Extract<Answered, { redirectUri: string }>['sends'][number]

function sent(part: Part, { codeLifetime }: { codeLifetime: number }): string {
  if (part === 'code') return `code, good for ${codeLifetime} seconds and for one use`
  return part === 'token' ? 'the access token itself' : 'an ID token'
}
