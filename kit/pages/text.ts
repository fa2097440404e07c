import { sayDuration } from '@oauth-lab/explain/explanation/say-time.ts'
import { markup } from './html.ts'
import type { Content, Html } from './html.ts'

const wireNames = /(`[^`]*`|\b[a-z]+(?:_[a-z]+)+\b)/
const addresses = /(https?:\/\/\S+)/
const breakable = /(?<=[^/:]\/)(?=[^/])|(?<=[^&]&|[?#])/

/** A long address that may break after a slash, `?`, `&` or `#`. */
export function address(text: string): Html {
  return markup`${text.split(breakable).map((part, i) => (i === 0 ? part : markup`<wbr>${part}`))}`
}

/**
 * A sentence in which `backticks` set wire names in the mono face; snake_case is one without them. Addresses
 * in it break as {@link address} does.
 */
export function prose(text: string): Html {
  const parts = text.split(wireNames)
  return markup`${parts.map((part, i) => (i % 2 === 0 ? withAddresses(part) : wireName(part)))}`
}

function wireName(part: string): Html {
  return markup`<code>${withAddresses(part.replaceAll('`', ''))}</code>`
}

function withAddresses(text: string): Html {
  return markup`${text.split(addresses).map((part, i) => (i % 2 === 0 ? part : address(part)))}`
}

/** Text as prose, markup as it is. */
export function proseOf(content: Content): Content {
  return typeof content === 'string' ? prose(content) : content
}

/** A time in UTC, for people: `2026-03-14 09:31:02 UTC`. @param time milliseconds */
export function utc(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** A time of day in UTC: `09:31:02 UTC`. @param time milliseconds */
export function timeOfDay(time: number): string {
  return `${new Date(time).toISOString().slice(11, 19)} UTC`
}

/** A day in UTC: `2027-06-12`. @param time milliseconds */
export function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** A length of time with its two largest units: `9 min 41 s`. */
export function duration(seconds: number): string {
  return sayDuration(Math.max(0, seconds))
}
