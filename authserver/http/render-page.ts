import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '@oauth-lab/kit/checks.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import type { catalogue } from '../checks.ts'
import type { Answer } from '../authorization/response-modes/response-modes.ts'
import { findClient } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import { endpointOf } from '../endpoint.ts'
import type { Exchange } from '../exchange.ts'
import { describe, frameOf } from '../interaction/show.ts'
import type { AuthServer } from '../server.ts'

type CheckId = keyof typeof catalogue

/** A refusal that can't be sent to a redirect URI, on a page of our own (RFC 6749 §4.1.2.1). */
export async function renderRefusalPage(
  server: AuthServer,
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { standsAlone = false, message } = endpointOf(request) ?? {}
  const isLogout = message === 'logout request' || message === 'logout answer'
  const stage = request.url.includes('/interaction/') ? 'Sign in' : 'Ask'
  const page = server.pages.error({
    ...textOf(refusal, request),
    compare:
      refusal.check === 'redirect-uri.registered' ? await compare(server, request) : undefined,
    clause: isLogout
      ? 'OpenID Connect RP-Initiated Logout §4'
      : standsAlone
        ? refusal.definition.clause
        : 'RFC 6749 §4.1.2.1',
    stage: standsAlone ? null : stage,
  })
  return sendPage(reply, page, { status: refusal.status })
}

/** A refusal that is for the client, with the way to it: nobody is signed in (RFC 9700 §4.11.2). */
export function showRefusal(
  { server, request, reply }: Exchange,
  refusal: Refusal,
  wayOn: { client: Client; answer: Answer },
): unknown {
  const page = server.pages.error({
    ...textOf(refusal, request),
    wayOn: { client: describe(wayOn.client), answer: wayOn.answer },
    clause: 'RFC 9700 §4.11.2',
  })
  return sendPage(reply, page, { status: refusal.status })
}

/** Where the person may go on after a sign-in at another server that failed. */
export interface WayBack {
  /** What the provider is called, where one is known. */
  name?: string
  /** The sign-in page that waits. */
  otherwise?: string
  /** The account page, where a link was wanted. */
  account?: string
}

/** A sign-in at another server that failed: the page that waits is still there. */
export function showUpstreamRefusal(
  { server, request, reply }: Exchange,
  refusal: Refusal,
  { name, otherwise, account }: WayBack,
): unknown {
  const { title, ...text } = textOf(refusal, request)
  const isRefused = refusal.check === 'upstream-response.allowed' && name !== undefined
  const page = server.pages.error({
    ...text,
    title: isRefused ? `${name} did not sign you in` : title,
    steps: pages[refusal.check as CheckId]?.steps ?? [
      'Try again. If it stays so, an administrator of this server looks at the provider.',
    ],
    otherwise,
    account,
    clause: refusal.definition.clause,
    stage: otherwise === undefined ? null : 'Sign in',
  })
  return sendPage(reply, page, { status: refusal.status })
}

function textOf(refusal: Refusal, request: FastifyRequest) {
  const known = pages[refusal.check as CheckId]
  return {
    ...frameOf(request),
    title: known?.title ?? 'The request was refused',
    text: known?.text ?? refusal.message.replace(/ \(check .*\)$/, ''),
    steps: known?.steps ?? ['Go back to the application and begin again.'],
    checks: request.checks,
    error: refusal.error,
    time: request.sandbox.clock.now(),
  }
}

interface PageText {
  title: string
  text: string
  steps: string[]
}

const over: PageText = {
  title: 'This sign-in is over, or another browser began it',
  text: 'The sign-in of this page was answered, took more than an hour, or was started in another browser. Nothing was sent to the application.',
  steps: ['Go back to the application and sign in again.', 'Cookies must be on for this address.'],
}

const pages: Partial<Record<CheckId, PageText>> = {
  'redirect-uri.registered': {
    title: 'The redirect URI is not registered',
    text: 'The application asked to be answered at an address that the authorization server does not know for it. The server sent nothing there, and stopped.',
    steps: [
      'Mistyped? Correct `redirect_uri` in the settings of the application.',
      'As meant? Register it for this client at the authorization server.',
      'Every letter counts; a slash at the end makes another address.',
    ],
  },
  'redirect-uri.https': {
    title: 'The redirect URI is plain HTTP',
    text: 'The application is registered as a web application, and asked to be answered over plain HTTP. The server sent nothing there, and stopped.',
    steps: [
      'Use https.',
      'An application that runs on the device of its user registers application_type native.',
      'In development: set httpForLocalhost in the server configuration.',
    ],
  },
  'redirect-uri.present': {
    title: 'The redirect URI is missing',
    text: 'The application did not say where to send the answer. The server stopped.',
    steps: ['Send `redirect_uri`, one that is registered for the client.'],
  },
  'authorization.client-known': {
    title: 'The application is not registered',
    text: 'No application of this `client_id` is known here. The server sent nothing anywhere, and stopped.',
    steps: [
      'Register the application.',
      'Registered before? A reset of the lab forgets its clients; register again.',
    ],
  },
  'authorization.address-once': {
    title: 'A parameter was sent twice',
    text: 'The request names its client or its redirect URI more than once. The server does not know whom to answer.',
    steps: ['Send each parameter once.'],
  },
  'interaction.known': over,
  'interaction.open': over,
  'interaction.password-first': over,
  'interaction.one-answer': over,
  'upstream-response.state-known': over,
  'upstream-response.this-browser': over,
  'upstream-response.state-unused': over,
  'upstream-response.allowed': {
    title: 'The identity provider did not sign you in',
    text: 'The sign-in there was stopped, by you or by the provider. Nothing was sent to the application.',
    steps: ['Sign in otherwise, or try there again.'],
  },
  'upstream-link.free': {
    title: 'That account is linked to another user',
    text: 'You signed in there with an account that is linked to another user of this server. Nothing was changed.',
    steps: ['Sign in there with another account, or end the link as that user.'],
  },
  'upstream-link.not-last': {
    title: 'This is the only way by which you can sign in',
    text: 'You have no password here, and no other account is linked. Nothing was changed.',
    steps: ['Link another account first, or have a password set.'],
  },
  'upstream-user.linked': {
    title: 'Nobody here is linked to that account',
    text: 'You signed in there, but no user of this server is linked to that account. An e-mail address alone links nobody: anybody could claim one.',
    steps: [
      'Sign in here with your password.',
      'Then link the account on the page of your account.',
    ],
  },
  'csrf.token': {
    title: 'The form was not accepted',
    text: 'The form did not carry the token of its page. Another site may have sent it. Nothing was changed.',
    steps: [
      'Go back to the application and sign in again.',
      'Cookies must be on for this address.',
    ],
  },
  'mailed-link.known': {
    title: 'The link is not good',
    text: 'This server did not mail it, or what it was for has ended: another password was set, or the account is gone. Nothing was changed.',
    steps: [
      'Copied? Copy the whole link from the mail.',
      'Ask for another one at the sign-in page.',
    ],
  },
  'mailed-link.fresh': {
    title: 'The link is too old',
    text: 'A link in a mail is good for a short while only. Nothing was changed.',
    steps: ['Ask for another one at the sign-in page.'],
  },
  'mailed-link.unused': {
    title: 'The link was used already',
    text: 'A link in a mail is good once. If it was you, what you did then holds.',
    steps: [
      'Go back to the application and sign in.',
      'Was it not you? Ask for another one at the sign-in page.',
    ],
  },
  'user-registration.offered': {
    title: 'Nobody gets an account here',
    text: 'This server does not let people get an account by themselves.',
    steps: [
      'Ask an administrator for one.',
      'Administrators: set userRegistration in the server configuration.',
    ],
  },
  'user-registration.mail-free': {
    title: 'There is an account with this mail address',
    text: 'Another account was made with it meanwhile. This one was not.',
    steps: ['Go back to the application and sign in with the other one.'],
  },
  'user-registration.name-still-free': {
    title: 'The user name was taken meanwhile',
    text: 'Somebody got it before you followed the link. Your account was not made.',
    steps: ['Go back to the application, and get an account with another user name.'],
  },
  'session-management.offered': {
    title: 'No application watches your session here',
    text: 'This page is for applications that watch whether your session changed. This server does not let them.',
    steps: ['Administrators: set sessionManagement in the server configuration.'],
  },
  'password-reset.offered': {
    title: 'There is no way to another password here',
    text: 'This server does not let users who forgot their password choose another one.',
    steps: [
      'Ask an administrator for another password.',
      'Administrators: set passwordReset in the server configuration.',
    ],
  },
  'logout.redirect-registered': {
    title: 'The post-logout redirect URI is not registered',
    text: 'The application asked to go on to a URI that it has not registered. Nobody was logged out.',
    steps: ['Register it as `post_logout_redirect_uris` of the client.'],
  },
  'logout.client-known': {
    title: 'The log-out request does not say which application asks',
    text: 'It asks to go on to a URI. The server goes on to registered URIs of a client that it knows. Nobody was logged out.',
    steps: ['Send the `id_token_hint`, or the `client_id`.'],
  },
  'logout.hint-valid': {
    title: 'The ID token is not one of this server',
    text: 'The `id_token_hint` of the log-out request was not issued here. Nobody was logged out.',
    steps: ['Send an ID token that this server issued, or none.'],
  },
}

async function compare(server: AuthServer, request: FastifyRequest) {
  const sent = (request.method === 'POST' ? request.body : request.query) as Parameters
  const clientId = parameter(sent, 'client_id')
  const client =
    clientId === undefined ? undefined : await findClient(server.db, request.sandbox, clientId)
  return {
    asked: parameter(sent, 'redirect_uri'),
    registered: client?.metadata.redirect_uris ?? [],
  }
}
