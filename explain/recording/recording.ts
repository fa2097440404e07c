import { messageOf } from '../catalogue/messages.ts'
import type { Message, Party } from '../catalogue/messages.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { readExchange } from '../exchange/read-exchange.ts'
import type { HarEntry } from '../har/har.ts'
import { isServerMetadata, readPlaces, usualPlace } from './places.ts'
import { partiesOf } from './parties.ts'
import { isResourceRequest, recognise } from './recognise.ts'
import type { Places } from './recognise.ts'
import { nameSteps } from './sign-in-steps.ts'

/** An exchange, with what the recording around it says it is. */
export interface Seen extends Exchange {
  /** Its place in time, from 0; `index` is its place in the file. */
  order: number
  /** Nothing where it is no message of the protocol. */
  message: Message | undefined
  from: Party
  to: Party
}

/** Exchanges that belong together: a HAR, or a part of one. */
export interface Recording {
  /** In the order in which they began. */
  exchanges: readonly Seen[]
  /** Those that are messages of the protocol. */
  messages: readonly Seen[]
  /** Issuers whose metadata it holds, with that metadata. */
  issuers: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** By the HAR entry that was read. */
  seen(entry: HarEntry): Seen | undefined
}

/**
 * Reads the entries of a HAR: each is told what it is by the others beside it.
 * @param readOne reads one entry; whoever reads a growing recording again and again remembers what it gave
 */
export function readRecording(
  entries: readonly HarEntry[],
  readOne: (entry: HarEntry, index: number) => Exchange = readExchange,
): Recording {
  const read = inOrder(entries.map((entry, index) => readOne(entry, index)))
  const places = readPlaces(read)
  const named = read.map((exchange) => ({
    exchange,
    message: nameMessage(exchange, places),
  }))
  const messages = nameSteps(named)
  const exchanges = read.map((exchange, order): Seen => {
    const message = messages[order]
    return { ...exchange, order, message, ...partiesOf(exchange, message) }
  })
  const byEntry = new Map(exchanges.map((exchange) => [exchange.entry, exchange]))
  const metadata = read.flatMap(({ responseJson }) =>
    isServerMetadata(responseJson)
      ? [[responseJson['issuer'] as string, responseJson] as const]
      : [],
  )
  return {
    exchanges,
    messages: exchanges.filter(({ message }) => message !== undefined),
    issuers: new Map(metadata),
    seen: (entry) => byEntry.get(entry),
  }
}

/** Exports list by page or by end; entries without a time keep their place. */
function inOrder(exchanges: readonly Exchange[]): Exchange[] {
  const started = exchanges.map(({ entry }) => Date.parse(entry.startedDateTime ?? ''))
  if (started.some(Number.isNaN)) return [...exchanges]
  return exchanges.toSorted((a, b) => started[a.index]! - started[b.index]!)
}

/** Which message an exchange is, by the places that are known and by itself; also without its answer. */
export function nameMessage(exchange: Exchange, places: Places): Message | undefined {
  const known = recognise(exchange, places)
  if (known !== undefined) return known
  const id = usualPlace(exchange)
  if (id !== undefined) return messageOf(id)
  return isResourceRequest(exchange) ? messageOf('resource request') : undefined
}
