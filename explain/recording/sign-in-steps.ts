import { messageOf } from '../catalogue/messages.ts'
import type { Message } from '../catalogue/messages.ts'
import type { Exchange, Redirect } from '../exchange/exchange.ts'

/** An exchange and what it was taken for so far. */
interface Named {
  exchange: Exchange
  message: Message | undefined
}

const ofSignIn = ['authorization request', 'sign-in page', 'sign-in', 'consent', 'sign-in step']

/**
 * Names the pages between an authorization request and its answer. No specification says what they
 * look like: they are found by following redirects that stay on the server's origin.
 */
export function nameSteps(named: readonly Named[]): (Message | undefined)[] {
  const pages = new Set<string>()
  return named.map(({ exchange, message }) => {
    const { address, method, status, redirect, url } = exchange
    const step = message ?? (pages.has(address) ? stepOf(method, status) : undefined)
    if (step !== undefined && ofSignIn.includes(step.id)) {
      if (method === 'POST' || step.id === 'sign-in page') pages.add(address)
      if (redirect?.url.origin === url.origin && !isAnswer(redirect)) pages.add(redirect.address)
    }
    return step
  })
}

/** A client may live on the server's own origin. */
function isAnswer({ query, fragment, form }: Redirect): boolean {
  const answers = ['code', 'access_token', 'id_token', 'error', 'response']
  return [...query, ...fragment, ...form].some(({ name }) => answers.includes(name))
}

function stepOf(method: string, status: number): Message | undefined {
  const isPage = method === 'GET' && (status < 300 || status > 399)
  return messageOf(isPage ? 'sign-in page' : 'sign-in step')
}
