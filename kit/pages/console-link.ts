import type { Sandbox } from '../sandbox.ts'
import { markup } from './html.ts'
import type { Html } from './html.ts'

type Place = Pick<Sandbox, 'prefix'>

/** The console of a sandbox, and an address below it. */
export function consoleAddress({ prefix }: Place, path = ''): string {
  return `${prefix}/console/${path}`
}

/** Where a message stands in its flow. @param exchange by which the recording names it */
export function messageAddress(place: Place, exchange: string): string {
  return messageAddressIn(consoleAddress(place, 'flow'), exchange)
}

/** The same below the address of the flow. */
export function messageAddressIn(flow: string, exchange: string): string {
  return `${flow}?${new URLSearchParams({ message: exchange }).toString()}`
}

/**
 * The link from what a page shows to the message that brought it.
 * @param what that message, in words
 */
export function messageLink(address: string, what: string): Html {
  return markup`<a class="in-flow" href="${address}"><span class="hidden">${what} </span>in the flow</a>`
}
